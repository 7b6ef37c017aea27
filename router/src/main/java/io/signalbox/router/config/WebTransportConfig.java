package io.signalbox.router.config;

import java.util.Map;

/**
 * An HTTP server.
 *
 * @param paths the services in the order of the file; the key is {@code /} or the first segment of a path
 */
public record WebTransportConfig(String id, EndpointConfig endpoint, Map<String, PathServiceConfig> paths)
        implements TransportConfig {}
