package io.signalbox.transport.websocket;

/**
 * The frames of one connection.
 *
 * @param maxFrameBytes the longest payload of a frame that is read
 * @param fragmentBytes the longest payload of a frame that is written; at least 1
 * @param echoesClose whether a peer's CLOSE is answered with its code and text, else with 1000
 * @param takesCompressed whether messages that are read may be compressed
 */
record FrameTerms(long maxFrameBytes, int fragmentBytes, boolean echoesClose, boolean takesCompressed) {}
