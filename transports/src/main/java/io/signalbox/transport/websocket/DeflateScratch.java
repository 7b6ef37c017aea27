package io.signalbox.transport.websocket;

import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Buffers and zlib streams of a thread that compresses or decompresses messages. Confined to the thread. */
final class DeflateScratch {
    /** Two KiB can become two MiB, which take about as long as a turn of reading. */
    private static final int COMPRESSED_BYTES = 2 * 1024;

    private static final int INFLATED_BYTES = 16 * 1024;

    /** Unmasked input of an inflater. */
    final byte[] compressed = new byte[COMPRESSED_BYTES];

    /** Output of an inflater. */
    final byte[] inflated = new byte[INFLATED_BYTES];

    private Inflater idleInflater;
    private Deflater idleDeflater;

    /** Returns an inflater without history, for one message. */
    Inflater takeInflater() {
        Inflater idle = idleInflater;
        idleInflater = null;
        return idle == null ? new Inflater(true) : idle;
    }

    /** Takes back an inflater whose message is complete. */
    void giveBack(Inflater inflater) {
        if (idleInflater == null) {
            inflater.reset();
            idleInflater = inflater;
        } else {
            inflater.end();
        }
    }

    /** Returns a deflater without history. */
    Deflater takeDeflater() {
        Deflater idle = idleDeflater;
        idleDeflater = null;
        return idle == null ? new Deflater(Deflater.DEFAULT_COMPRESSION, true) : idle;
    }

    /** Takes back a deflater, which no longer is used. */
    void giveBack(Deflater deflater) {
        if (idleDeflater == null) {
            deflater.reset();
            idleDeflater = deflater;
        } else {
            deflater.end();
        }
    }
}
