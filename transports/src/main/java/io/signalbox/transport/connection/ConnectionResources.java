package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.outbox.OutboundBudget;
import java.util.concurrent.Executor;

/**
 * Resources that all connections of a node share.
 *
 * @param acceptor accepts the connections
 * @param assembly the limit of all messages that have arrived in part or wait for delivery
 * @param outbound the limit of all outboxes
 * @param codecs decodes and encodes long messages; each connection has at most two tasks in this executor
 */
public record ConnectionResources(
        Serializers serializers,
        ConnectionAcceptor acceptor,
        TransportCounters counters,
        AssemblyBudget assembly,
        OutboundBudget outbound,
        Executor codecs) {

    /** Returns the same resources with an acceptor that writes the messages of its connections to the log. */
    public ConnectionResources logged() {
        return new ConnectionResources(serializers, new LoggedAcceptor(acceptor), counters, assembly, outbound, codecs);
    }
}
