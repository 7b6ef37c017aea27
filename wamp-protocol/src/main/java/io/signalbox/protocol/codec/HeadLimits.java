package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.TooLongHead;

/**
 * Limits of what a router decodes of a client's messages.
 *
 * @param maxHeadBytes maximum length of a head, the elements before the arguments; decoding returns a {@link TooLongHead} for a
 *     longer one
 * @param maxHandshakeBytes maximum length of a message before there is a session; the details of a longer HELLO and the extra of
 *     a longer AUTHENTICATE are not read, since only a client that has a session can send one
 */
public record HeadLimits(int maxHeadBytes, int maxHandshakeBytes) {}
