package io.signalbox.protocol.message;

/**
 * Arguments and keyword arguments of a message as they stood on the wire: one slice of bytes that no one has decoded,
 * only checked for structure, nesting depth and UTF-8. Between peers with the same wire format it is forwarded as it is.
 *
 * <p>The slice holds {@code parts} elements of the message in their wire format: none, arguments, or arguments and
 * keyword arguments; in JSON with everything that stood between them, but without the commas and brackets around.
 *
 * <p>Any thread may read it. A payload remembers its translation into other formats: two threads may translate at the
 * same time, and either result serves.
 */
public final class Payload {

    /** Neither arguments nor keyword arguments. */
    public static final Payload EMPTY = new Payload(WireFormat.JSON, new byte[0], 0, 0, 0);

    private final WireFormat format;
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final int parts;

    // Racy single-check: a Payload has only final fields, so either thread's result is published safely.
    private Payload translated;
    private Payload translatedToo;

    /**
     * A payload over bytes that the caller hands over and never changes again.
     *
     * @param parts how many elements of the message the slice holds, 0 to 2
     */
    public Payload(WireFormat format, byte[] bytes, int offset, int length, int parts) {
        this.format = format;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.parts = parts;
    }

    public WireFormat format() {
        return format;
    }

    /** The array that this slice keeps alive; not to be changed. */
    public byte[] array() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** 0: nothing; 1: arguments; 2: arguments and keyword arguments. */
    public int parts() {
        return parts;
    }

    public boolean isEmpty() {
        return parts == 0;
    }

    /** The translation into {@code target} if there is one yet, else null. */
    public Payload remembered(WireFormat target) {
        Payload first = translated;
        if (first != null && first.format == target) {
            return first;
        }
        Payload second = translatedToo;
        return second != null && second.format == target ? second : null;
    }

    /** Remembers a translation of this payload into another format. */
    public void remember(Payload translation) {
        Payload first = translated;
        if (first == null || first.format == translation.format) {
            translated = translation;
        } else {
            translatedToo = translation;
        }
    }

    /** This payload over an array of its own, where the slice is less than half of the array that it keeps alive. */
    public Payload trimmed() {
        if (length * 2L >= bytes.length) {
            return this;
        }
        byte[] own = new byte[length];
        System.arraycopy(bytes, offset, own, 0, length);
        return new Payload(format, own, 0, length, parts);
    }
}
