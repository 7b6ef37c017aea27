package io.signalbox.protocol.connection;

import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;

/**
 * What a transport knows of its peer when the connection opens.
 *
 * @param listener the id of the listener that accepted it, for logs and limits
 * @param transport the kind of transport: {@code websocket} or {@code local}
 * @param address the peer's address for people, such as {@code 127.0.0.1:53211}
 * @param secure whether the transport is encrypted
 * @param headers request headers with lower-case names; empty where there are none
 */
public record PeerInfo(
        String listener,
        String transport,
        String address,
        WireFormat format,
        boolean secure,
        Map<String, List<String>> headers) {}
