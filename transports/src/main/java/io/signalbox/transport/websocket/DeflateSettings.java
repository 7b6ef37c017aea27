package io.signalbox.transport.websocket;

/**
 * Settings of permessage-deflate on a path (RFC 7692 section 7, The "permessage-deflate" Extension). The components are named
 * after the options of the node configuration.
 *
 * @param noContextTakeover whether the node never takes over context, even if the client does not ask for that
 * @param requestNoContextTakeover whether the client must not take over context
 * @param requestMaxWindowBits the maximum window of the client, as a power of two from 9 to 15 bytes; 0 leaves the window to
 *     the client
 * @param minSizeBytes the shortest message that is compressed; at least 1
 * @param maxSizeBytes the longest message that is compressed; compressing 1 MiB takes a thread for tens of milliseconds
 */
public record DeflateSettings(
        boolean noContextTakeover,
        boolean requestNoContextTakeover,
        int requestMaxWindowBits,
        int minSizeBytes,
        int maxSizeBytes) {}
