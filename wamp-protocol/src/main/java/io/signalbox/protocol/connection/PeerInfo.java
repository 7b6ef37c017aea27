package io.signalbox.protocol.connection;

import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;

/**
 * Properties of a peer that are known when the connection opens. Immutable and thread-safe.
 *
 * @param listener the id of the accepting listener, for log lines and limits
 * @param transport the kind of transport: {@code websocket} or {@code local}
 * @param address the printable address of the peer, such as {@code 127.0.0.1:53211}
 * @param format the wire format of the connection
 * @param secure whether the transport is encrypted
 * @param headers the HTTP request headers with lower-case names; empty for other transports
 */
public record PeerInfo(
        String listener,
        String transport,
        String address,
        WireFormat format,
        boolean secure,
        Map<String, List<String>> headers) {}
