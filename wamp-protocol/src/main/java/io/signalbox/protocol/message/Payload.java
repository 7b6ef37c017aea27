package io.signalbox.protocol.message;

/**
 * Arguments and keyword arguments of a message as they stood on the wire: one slice of bytes that no one has decoded,
 * only checked for structure, nesting depth and UTF-8. Between peers with the same wire format it is forwarded as it is.
 *
 * <p>The slice holds {@code parts} elements of the message in their wire format: none, arguments, or arguments and
 * keyword arguments; in JSON with everything that stood between them, but without the commas and brackets around.
 *
 * <p>Or it is {@linkplain #isOpaque() opaque}: in the place of the arguments stand bytes that only the peers understand,
 * as older Autobahn libraries send what they have encrypted.
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
    private final byte parts;
    private final boolean opaque;

    // Racy single-check: a Payload has only final fields, so either thread's result is published safely.
    private Payload translated;
    private Payload translatedToo;

    /**
     * A payload over bytes that the caller hands over and never changes again.
     *
     * @param parts how many elements of the message the slice holds, 0 to 2
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

    /** A payload whose slice is one binary value of the format, such as a JSON string of U+0000 and base64. */
    public static Payload opaque(WireFormat format, byte[] bytes, int offset, int length) {
        return new Payload(format, bytes, offset, length, (byte) 1, true);
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

    /** 0: nothing; 1: arguments, or what stands in their place; 2: arguments and keyword arguments. */
    public int parts() {
        return parts;
    }

    public boolean isEmpty() {
        return parts == 0;
    }

    /** Whether bytes stand in the place of the arguments. */
    public boolean isOpaque() {
        return opaque;
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

    /** What the remembered translations keep alive, in bytes. */
    public long translationBytes() {
        Payload first = translated;
        Payload second = translatedToo;
        return (first == null ? 0 : first.bytes.length) + (second == null ? 0 : second.bytes.length);
    }

    /** This payload over an array of its own, where the slice is less than half of the array that it keeps alive. */
    public Payload trimmed() {
        if (isMostOfItsArray()) {
            return this;
        }
        byte[] own = new byte[length];
        System.arraycopy(bytes, offset, own, 0, length);
        return new Payload(format, own, 0, length, parts, opaque);
    }

    /**
     * The payload for whoever lets it outlive the task that it came with: {@linkplain #trimmed() trimmed}, and without the
     * translations that others have it remember. It keeps alive {@link #retainedBytes()}.
     */
    public Payload retained() {
        Payload own = trimmed();
        return own == this ? new Payload(format, bytes, offset, length, parts, opaque) : own;
    }

    /** What {@link #retained()} keeps alive, in bytes. */
    public int retainedBytes() {
        return isMostOfItsArray() ? bytes.length : length;
    }

    private boolean isMostOfItsArray() {
        return length * 2L >= bytes.length;
    }
}
