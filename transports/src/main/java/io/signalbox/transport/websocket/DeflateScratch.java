package io.signalbox.transport.websocket;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What a thread needs while it compresses or decompresses messages of any connection. Confined to its thread. */
final class DeflateScratch {
    /** So little can become two megabytes, which then take no longer than other turns of reading. */
    private static final int COMPRESSED_BYTES = 2 * 1024;

    private static final int INFLATED_BYTES = 16 * 1024;

    /** Unmasked bytes of a message on their way to an inflater. */
    final byte[] compressed = new byte[COMPRESSED_BYTES];

    /** What an inflater has made of them. */
    final byte[] inflated = new byte[INFLATED_BYTES];

    private Inflater idleInflater;
    private Deflater deflater;

    /** An inflater that remembers nothing, for one message. */
    Inflater takeInflater() {
        Inflater idle = idleInflater;
        idleInflater = null;
        return idle == null ? new Inflater(true) : idle;
    }

    /** Takes an inflater back when its message is complete. */
    void giveBack(Inflater inflater) {
        if (idleInflater == null) {
            inflater.reset();
            idleInflater = inflater;
        } else {
            inflater.end();
        }
    }

    /** A deflater that remembers nothing, for one message. */
    Deflater deflater() {
        if (deflater == null) {
            deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }
        deflater.reset();
        return deflater;
    }
}
