package io.signalbox.transport.websocket;

/**
 * Settings of permessage-deflate in either role (RFC 7692 section 7, The "permessage-deflate" Extension). The components are
 * named after the options of the node configuration, which describe the role of the server.
 *
 * @param noContextTakeover whether this side never takes over context, even if the peer does not ask for that
 * @param requestNoContextTakeover whether the peer must not take over context
 * @param requestMaxWindowBits the maximum window of the peer, as a power of two from 9 to 15 bytes; 0 leaves the window to the
 *     peer
 * @param minSizeBytes the shortest message that is compressed; at least 1
 * @param maxSizeBytes the longest message that is compressed; compressing 1 MiB takes a thread for tens of milliseconds
 */
public record DeflateSettings(
        boolean noContextTakeover,
        boolean requestNoContextTakeover,
        int requestMaxWindowBits,
        int minSizeBytes,
        int maxSizeBytes) {}
