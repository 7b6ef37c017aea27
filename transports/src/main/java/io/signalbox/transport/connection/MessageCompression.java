package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ByteSink;

/** Compression of the messages that one connection writes. One thread at a time uses it. */
public interface MessageCompression {
    /** Returns whether messages of so many bytes are compressed. */
    boolean isFor(int messageBytes);

    /**
     * Returns whether a compressed message depends on nothing but itself, so that all connections with the same answer may
     * write the same bytes.
     */
    boolean isShared();

    /**
     * Compresses a message.
     *
     * @param into an empty sink
     * @return false when the message is to be written as it is, because it would not become shorter or the connection has
     *     ended; what the sink holds is of no use then
     */
    boolean compress(byte[] message, int length, ByteSink into);
}
