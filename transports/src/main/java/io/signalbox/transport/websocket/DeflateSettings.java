package io.signalbox.transport.websocket;

/**
 * What of permessage-deflate a path agrees on (RFC 7692 section 7, The "permessage-deflate" Extension). The components are
 * named after the options of the node configuration.
 *
 * @param noContextTakeover whether no message that is written refers to the ones before it, even where the client has not
 *     asked for that
 * @param requestNoContextTakeover whether no message of the client may refer to the ones before it
 * @param requestMaxWindowBits how far back in its data a client may refer at most, as a power of two, 9 to 15; 0 leaves that
 *     to the client
 * @param minSizeBytes the shortest message that is compressed; at least 1
 * @param maxSizeBytes the longest one: compressing takes time in which the thread serves nobody else
 */
public record DeflateSettings(
        boolean noContextTakeover,
        boolean requestNoContextTakeover,
        int requestMaxWindowBits,
        int minSizeBytes,
        int maxSizeBytes) {}
