package io.signalbox.gateway.connection;

import io.signalbox.client.ClientResources;
import io.signalbox.gateway.outgoing.OutgoingSockets;
import java.time.Clock;

/**
 * Resources that all outgoing connections of a node share. Thread-safe.
 *
 * @param sockets the sockets to WebSocket servers
 * @param clients the threads of all sessions, in this node and at other routers
 * @param agent name and version of the server
 */
public record SharedByConnections(
        OutgoingSockets sockets,
        ClientResources clients,
        ConnectPacing pacing,
        ConnectionCounters counters,
        String agent,
        Clock clock) {}
