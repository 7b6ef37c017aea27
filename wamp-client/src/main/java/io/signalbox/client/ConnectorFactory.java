package io.signalbox.client;

import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.Connector;

/**
 * Source of connections that are not opened by URL, such as connections to a router in the same process.
 *
 * <pre>{@code
 * WampClient local = WampClient.builder(inProcess, "realm1").build();
 * }</pre>
 */
@FunctionalInterface
public interface ConnectorFactory {

    /**
     * Creates the connector of one client.
     *
     * @param acceptor gets each connection before its first message
     */
    Connector connector(ConnectionAcceptor acceptor);
}
