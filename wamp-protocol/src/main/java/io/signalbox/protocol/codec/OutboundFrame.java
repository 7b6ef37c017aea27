package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A message on its way to one or many connections. A shared frame is encoded once for each wire format, by whichever
 * connection is flushed first, and its bytes serve all others; a single one is written straight into the sink.
 *
 * <p>Any thread may use it. Encoding happens outside the realm, at flush time.
 */
public final class OutboundFrame {
    /** What a message head takes until it is encoded, for the accounting of backlogs. */
    private static final int HEAD_ESTIMATE_BYTES = 64;

    private static final VarHandle ENCODED = MethodHandles.arrayElementVarHandle(byte[][].class);
    private static final AtomicIntegerFieldUpdater<OutboundFrame> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(OutboundFrame.class, "holders");

    private final WampMessage message;
    private final boolean droppable;
    private final byte[][] encoded;

    // How many backlogs hold a shared frame; unused in a single one.
    private volatile int holders;

    private OutboundFrame(WampMessage message, boolean shared, boolean droppable) {
        this.message = message;
        this.droppable = droppable;
        this.encoded = shared ? new byte[WireFormat.values().length][] : null;
    }

    /** A message for one connection that must arrive. */
    public static OutboundFrame single(WampMessage message) {
        return new OutboundFrame(message, false, false);
    }

    /** A plain event for several connections. */
    public static OutboundFrame shared(Event event) {
        return event(event, true, true);
    }

    /**
     * An event.
     *
     * @param shared whether several connections get it
     * @param droppable whether a connection that is too slow may lose it
     */
    public static OutboundFrame event(Event event, boolean shared, boolean droppable) {
        return new OutboundFrame(event, shared, droppable);
    }

    public WampMessage message() {
        return message;
    }

    /** Whether an overflow policy may drop it: only plain events, since a client cannot detect any other loss. */
    public boolean isDroppable() {
        return droppable;
    }

    /** Whether {@link #bytes} keeps what it encoded, because other connections will ask for the same. */
    public boolean isShared() {
        return encoded != null;
    }

    /** Notes that one more backlog holds this shared frame; true for the first, which counts it for the node. */
    public boolean retain() {
        return HOLDERS.getAndIncrement(this) == 0;
    }

    /** Notes that one backlog fewer holds it; true for the last. */
    public boolean release() {
        return HOLDERS.decrementAndGet(this) == 0;
    }

    /** What this frame counts in a backlog, in bytes, before it is encoded. */
    public int estimatedBytes() {
        return HEAD_ESTIMATE_BYTES + payload().length();
    }

    /** The encoded message; the array belongs to all connections and must not be changed. */
    public byte[] bytes(Serializer serializer) {
        if (encoded == null) {
            return encode(serializer);
        }
        int slot = serializer.format().ordinal();
        byte[] known = (byte[]) ENCODED.getAcquire(encoded, slot);
        if (known == null) {
            known = encode(serializer);
            ENCODED.setRelease(encoded, slot, known);
        }
        return known;
    }

    private byte[] encode(Serializer serializer) {
        ByteSink sink = new ByteSink(HEAD_ESTIMATE_BYTES + payload().length());
        serializer.encode(message, sink);
        return sink.size() == sink.array().length ? sink.array() : sink.toByteArray();
    }

    private Payload payload() {
        return switch (message) {
            case Event event -> event.payload();
            case Invocation invocation -> invocation.payload();
            case Result result -> result.payload();
            case ErrorMessage error -> error.payload();
            default -> Payload.EMPTY;
        };
    }
}
