package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.WampMessage;
import java.util.function.UnaryOperator;

/**
 * A message on its way to one or many connections. A shared frame is encoded once for each wire format, by whichever
 * connection is flushed first, and its bytes serve all others; a single one is written straight into the sink.
 *
 * <p>Any thread may use it. Encoding happens outside the realm, at flush time.
 *
 * <p>A frame that is flushed at once costs nothing beside its message. One that is left behind is to be told so with
 * {@link #keep}: from then on it keeps alive what it is charged with and not the whole message that its payload is a slice
 * of.
 */
public final class OutboundFrame {
    /** What the head of a message takes when it is encoded, as a rule. */
    private static final int ENCODED_HEAD_BYTES = 64;

    private final boolean droppable;
    private final int heldBytes;

    /** Null in a single frame. */
    private final SharedEncodings shared;

    // Racy: a message has only final fields, so whichever is seen is whole. Two threads may keep the frame at the same
    // time.
    private WampMessage message;
    private boolean kept;

    private OutboundFrame(WampMessage message, boolean shared, boolean droppable) {
        this.message = message;
        this.droppable = droppable;
        this.shared = shared ? new SharedEncodings() : null;
        heldBytes = (int) Math.min(Footprint.of(message), Integer.MAX_VALUE);
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
        return shared != null;
    }

    /** What each backlog is charged with that holds this frame, in bytes: what it keeps alive until it is encoded. */
    public int heldBytes() {
        return heldBytes;
    }

    /**
     * Notes that the frame is left behind by a flush: copies a payload that is less than half of the message it came with,
     * and forgets translations that were made for others. Not inside a realm's task; further calls do nothing.
     */
    public void keep() {
        if (!kept) {
            message = Footprint.retained(message);
            kept = true;
        }
    }

    /**
     * Notes that one more backlog holds this shared frame.
     *
     * @return what the node counts from now on, in bytes: all that the frame keeps alive if this is the first holder
     */
    public long retain() {
        return shared.retain() ? recount() : 0;
    }

    /**
     * Notes that one backlog fewer holds it.
     *
     * @return what the node counts no more, in bytes: all that was counted if this was the last holder
     */
    public long release() {
        return shared.release();
    }

    /**
     * Counts anew, after {@link #keep} or {@link #bytes}.
     *
     * @return what the node counts beside from now on, in bytes; negative when it has become less
     */
    public long recount() {
        return shared.recount(this);
    }

    /** Of a shared frame, as it is now: encodings and translations included. */
    long aliveBytes() {
        return heldBytes + shared.bytes() + ((Event) message).payload().translationBytes();
    }

    /** Whether {@link #bytes} has been asked for this format before; false in a single frame. */
    public boolean isEncoded(Serializer serializer) {
        return shared != null && shared.get(serializer.format()) != null;
    }

    /** The encoded message; the array belongs to all connections and must not be changed. */
    public byte[] bytes(Serializer serializer) {
        if (shared == null) {
            return encode(serializer);
        }
        byte[] known = shared.get(serializer.format());
        return known == null ? shared.put(serializer.format(), encode(serializer)) : known;
    }

    /** What the bytes of a shared frame are compressed to, or null when {@link #compress} has not been asked before. */
    public byte[] compressed(Serializer serializer) {
        return shared.compressed(serializer.format());
    }

    /**
     * Compresses the bytes of a shared frame once for all connections, with the same compression for each of them.
     *
     * @param compression may return the bytes themselves
     * @return the compressed bytes, which must not be changed
     */
    public byte[] compress(Serializer serializer, UnaryOperator<byte[]> compression) {
        return shared.putCompressed(serializer.format(), compression.apply(bytes(serializer)));
    }

    private byte[] encode(Serializer serializer) {
        ByteSink sink = new ByteSink(ENCODED_HEAD_BYTES + payloadBytes());
        serializer.encode(message, sink);
        return sink.size() == sink.array().length ? sink.array() : sink.toByteArray();
    }

    private int payloadBytes() {
        return message instanceof Event event ? event.payload().length() : 0;
    }
}
