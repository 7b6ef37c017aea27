package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.outbox.OutboundBudget;
import java.util.Map;

/**
 * What all WebSocket connections of a node share.
 *
 * @param serializers one for each format that any path allows
 * @param acceptor who takes the connections
 * @param assembly the bound over all half-assembled messages
 * @param outbound the bound over all outboxes
 */
public record WebSocketResources(
        Map<WireFormat, Serializer> serializers,
        ConnectionAcceptor acceptor,
        TransportCounters counters,
        AssemblyBudget assembly,
        OutboundBudget outbound) {}
