package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What several connections share of a frame: its encodings, and what the node counts for it from its first holder to its
 * last. Any thread may use it.
 */
final class SharedEncodings {
    /** The holders in the upper bits; below them what is counted, in bytes. */
    private static final long ONE_HOLDER = 1L << 40;

    private static final long COUNTED = ONE_HOLDER - 1;
    private static final int ARRAY_HEAD_BYTES = 16;

    private static final VarHandle JSON = handle("json", byte[].class);
    private static final VarHandle MSGPACK = handle("msgpack", byte[].class);
    private static final VarHandle CBOR = handle("cbor", byte[].class);
    private static final VarHandle COMPRESSED = handle("compressed", SharedEncodings.class);
    private static final VarHandle STATE = handle("state", long.class);

    private volatile byte[] json;
    private volatile byte[] msgpack;
    private volatile byte[] cbor;

    /** The encodings as they are compressed, or null where nobody compresses them. */
    private volatile SharedEncodings compressed;

    private volatile long state;

    /** The message in this format, or null when nobody has encoded it yet. */
    byte[] get(WireFormat format) {
        return switch (format) {
            case JSON -> json;
            case MSGPACK -> msgpack;
            case CBOR -> cbor;
        };
    }

    /** Remembers an encoding, unless somebody else was faster; returns the one that all use. */
    byte[] put(WireFormat format, byte[] bytes) {
        VarHandle slot =
                switch (format) {
                    case JSON -> JSON;
                    case MSGPACK -> MSGPACK;
                    case CBOR -> CBOR;
                };
        byte[] known = (byte[]) slot.compareAndExchange(this, (byte[]) null, bytes);
        return known == null ? bytes : known;
    }

    /** The compressed encoding, or null when nobody has compressed it yet. */
    byte[] compressed(WireFormat format) {
        SharedEncodings known = compressed;
        return known == null ? null : known.get(format);
    }

    /** Remembers a compressed encoding, unless somebody else was faster; returns the one that all use. */
    byte[] putCompressed(WireFormat format, byte[] bytes) {
        SharedEncodings fresh = new SharedEncodings();
        SharedEncodings known = (SharedEncodings) COMPRESSED.compareAndExchange(this, (SharedEncodings) null, fresh);
        return (known == null ? fresh : known).put(format, bytes);
    }

    /** What the encodings keep alive, in bytes. */
    long bytes() {
        SharedEncodings shorter = compressed;
        long bytes = bytes(json) + bytes(msgpack) + bytes(cbor);
        if (shorter == null) {
            return bytes;
        }
        return bytes + beside(json, shorter.json) + beside(msgpack, shorter.msgpack) + beside(cbor, shorter.cbor);
    }

    private static long bytes(byte[] encoding) {
        return encoding == null ? 0 : ARRAY_HEAD_BYTES + encoding.length;
    }

    private static long beside(byte[] encoding, byte[] compressed) {
        return compressed == encoding ? 0 : bytes(compressed);
    }

    /** One holder more; true when it is the first, who then sees to {@link #recount}. */
    boolean retain() {
        return (long) STATE.getAndAdd(this, ONE_HOLDER) < ONE_HOLDER;
    }

    /** One holder fewer; returns what counts no more, in bytes: all that did if it was the last. */
    long release() {
        while (true) {
            long now = state;
            long left = now - ONE_HOLDER;
            long counted = left < ONE_HOLDER ? left : 0;
            if (STATE.compareAndSet(this, now, left - counted)) {
                return counted;
            }
        }
    }

    /** Counts what the frame keeps alive instead of what is counted; returns the difference, which is 0 without a holder. */
    long recount(OutboundFrame frame) {
        while (true) {
            long now = state;
            if (now < ONE_HOLDER) {
                return 0;
            }
            // Looked at anew each time: else what another thread has just encoded and counted would be forgotten.
            long difference = frame.aliveBytes() - (now & COUNTED);
            if (STATE.compareAndSet(this, now, now + difference)) {
                return difference;
            }
        }
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(SharedEncodings.class, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
