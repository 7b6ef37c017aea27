package io.signalbox.gateway;

import java.nio.file.Path;

/**
 * The item {@code controller.options.gateway}.
 *
 * @param idleTimeoutMillis time without traffic after which a session is closed; 0 for any time
 * @param connectRate attempts to connect in a second to one host and port, over all outgoing connections
 * @param stateDirectory the folder for what a restart of the node must not forget
 */
public record GatewayOptions(long idleTimeoutMillis, int connectRate, Path stateDirectory) {}
