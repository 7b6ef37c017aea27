package io.signalbox.protocol.message;

/**
 * Arguments and keyword arguments of a message in their wire format: a slice of bytes, checked for structure, nesting
 * depth and UTF-8, but not decoded. Between peers with the same wire format the slice is forwarded unchanged.
 *
 * <p>The slice contains {@code parts} elements of the message: none, arguments, or arguments and keyword arguments. A JSON
 * slice includes the text between the two elements, but not the enclosing commas and brackets.
 *
 * <p>An {@linkplain #isOpaque() opaque} payload is a binary value in the place of the arguments that only the peers can
 * decode, as older Autobahn libraries send encrypted payloads.
 *
 * <p>Thread-safe. A payload caches its translations into other formats. Two threads may translate at the same time; either
 * result is valid.
 */
public final class Payload {

    /** Neither arguments nor keyword arguments. */
    public static final Payload EMPTY = new Payload(WireFormat.JSON, new byte[0], 0, 0, 0);

    private final WireFormat format;
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final byte parts;
    private final boolean opaque;

    // Racy single-check: a Payload has only final fields, so either thread's result is published safely.
    private Payload translated;
    private Payload translatedToo;

    /**
     * Creates a payload over an array that nobody modifies afterwards.
     *
     * @param parts the number of elements of the message in the slice, from 0 to 2
     */
    public Payload(WireFormat format, byte[] bytes, int offset, int length, int parts) {
        this(format, bytes, offset, length, (byte) parts, false);
    }

    private Payload(WireFormat format, byte[] bytes, int offset, int length, byte parts, boolean opaque) {
        this.format = format;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.parts = parts;
        this.opaque = opaque;
    }

    /** Returns a payload whose slice is one binary value of the format, such as a JSON string of U+0000 and base64. */
    public static Payload opaque(WireFormat format, byte[] bytes, int offset, int length) {
        return new Payload(format, bytes, offset, length, (byte) 1, true);
    }

    public WireFormat format() {
        return format;
    }

    /** Returns the backing array, which must not be modified. */
    public byte[] array() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** Returns 0 for an empty payload, 1 for arguments or an opaque value, 2 for arguments and keyword arguments. */
    public int parts() {
        return parts;
    }

    public boolean isEmpty() {
        return parts == 0;
    }

    /** Returns whether a binary value stands in the place of the arguments. */
    public boolean isOpaque() {
        return opaque;
    }

    /** Returns the cached translation into {@code target}, or null. */
    public Payload remembered(WireFormat target) {
        Payload first = translated;
        if (first != null && first.format == target) {
            return first;
        }
        Payload second = translatedToo;
        return second != null && second.format == target ? second : null;
    }

    /** Caches a translation of this payload into another format. */
    public void remember(Payload translation) {
        Payload first = translated;
        if (first == null || first.format == translation.format) {
            translated = translation;
        } else {
            translatedToo = translation;
        }
    }

    /** Returns the bytes kept alive by the cached translations. */
    public long translationBytes() {
        Payload first = translated;
        Payload second = translatedToo;
        return (first == null ? 0 : first.bytes.length) + (second == null ? 0 : second.bytes.length);
    }

    /** Returns this payload, or a copy over an array of its own when the slice is less than half of the backing array. */
    public Payload trimmed() {
        if (isMostOfItsArray()) {
            return this;
        }
        byte[] own = new byte[length];
        System.arraycopy(bytes, offset, own, 0, length);
        return new Payload(format, own, 0, length, parts, opaque);
    }

    /**
     * Returns a payload that may outlive its task: {@linkplain #trimmed() trimmed} and without cached translations. The
     * payload keeps {@link #retainedBytes()} alive.
     */
    public Payload retained() {
        Payload own = trimmed();
        return own == this ? new Payload(format, bytes, offset, length, parts, opaque) : own;
    }

    /** Returns the bytes kept alive by {@link #retained()}. */
    public int retainedBytes() {
        return isMostOfItsArray() ? bytes.length : length;
    }

    private boolean isMostOfItsArray() {
        return length * 2L >= bytes.length;
    }
}
