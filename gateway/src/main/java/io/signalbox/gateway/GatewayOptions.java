package io.signalbox.gateway;

/**
 * The item {@code controller.options.gateway}.
 *
 * @param idleTimeoutMillis time without traffic after which a session is closed; 0 for any time
 */
public record GatewayOptions(long idleTimeoutMillis) {}
