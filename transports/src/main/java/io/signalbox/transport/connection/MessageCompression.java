package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ByteSink;

/** Compression of the messages that one connection writes. Confined to the thread that flushes the connection. */
public interface MessageCompression {
    /** Returns whether a message of this length is compressed. */
    boolean isFor(int messageBytes);

    /**
     * Returns whether a compressed message does not depend on earlier messages, so that all such connections may write the same
     * bytes.
     */
    boolean isShared();

    /**
     * Compresses a message.
     *
     * @param into an empty sink
     * @return false if the message has to be written uncompressed, because compression does not shorten it or the connection has
     *     ended; the content of the sink is undefined then
     */
    boolean compress(byte[] message, int length, ByteSink into);
}
