package io.signalbox.transport.websocket;

/**
 * Terms for the frames of one connection.
 *
 * @param maxFrameBytes maximum payload of a data frame of the peer
 * @param fragmentBytes maximum payload of a data frame that is written; at least 1
 * @param echoesClose whether the answer to the CLOSE of the peer repeats its code and text; otherwise the answer is 1000
 */
record FrameTerms(long maxFrameBytes, int fragmentBytes, boolean echoesClose) {}
