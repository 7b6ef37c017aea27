package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one message, or the parts of one payload, element by element over the bytes of one wire format. Every method
 * checks what it passes over: structure, nesting depth, UTF-8.
 *
 * <p>Made for one message and confined to its thread.
 */
abstract sealed class WireReader permits JsonItems, MsgpackItems, CborItems {
    /** A JSON number may be this long, since converting longer ones costs quadratic time. */
    static final int MAX_NUMBER_CHARS = 1000;

    /** Stands for a value that is no list. */
    static final long NO_LIST = -2;

    private static final int NO_ELEMENT = -1;

    final byte[] bytes;
    int pos;

    /** Where reading stops: the end of the message, or of the longest head that is read. */
    int end;

    /** Where the head goes that is too long to be read; null as a rule. */
    private PassedHead passedHead;

    /** Whether dictionaries may have string keys only: so in the head, not inside a payload. */
    boolean stringKeysOnly;

    /**
     * Whether a part of the payload that was passed over is in a form that some decoders of clients cannot read. Set in
     * branches that common forms do not enter.
     */
    boolean peculiar;

    private final int start;
    private final int maxDepth;

    /** The end of a message whose head may be too long, so that the end of the head matters; else 0. */
    private int messageEnd;

    private int element = NO_ELEMENT;
    private boolean ended;
    private MessageType type;
    private HeadLimits limits;

    WireReader(byte[] bytes, int offset, int length, int maxDepth) {
        this.bytes = bytes;
        this.start = offset;
        this.pos = offset;
        this.end = offset + length;
        this.maxDepth = maxDepth;
    }

    static WireReader over(WireFormat format, byte[] bytes, int offset, int length, int maxDepth) {
        // Compared, since a switch would look into the constant: it is common to all threads, and may lie beside
        // what one of them writes.
        if (format == WireFormat.JSON) {
            return new JsonReader(bytes, offset, length, maxDepth);
        }
        return format == WireFormat.MSGPACK
                ? new MsgpackReader(bytes, offset, length, maxDepth)
                : new CborReader(bytes, offset, length, maxDepth);
    }

    /** Reads no more of the head than {@code maxBytes}, which the message exceeds: what needs more is a violation. */
    final void stopHeadAt(int maxBytes) {
        messageEnd = end;
        end = start + maxBytes;
    }

    /** Passes over the head, of which {@code head} keeps a part. */
    final void passHead(PassedHead head) {
        messageEnd = end;
        passedHead = head;
    }

    /** Where the head goes that is too long to be read, or null. */
    final PassedHead passedHead() {
        return passedHead;
    }

    /** Here the head ends, and what follows may be as long as the message. */
    final void endHead() throws ProtocolViolation {
        if (messageEnd > 0) {
            endBoundedHead();
        }
    }

    private void endBoundedHead() throws ProtocolViolation {
        if (pos == end && end < messageEnd) {
            // Digits may follow that belong to the last number.
            throw truncated();
        }
        end = messageEnd;
        if (passedHead != null) {
            passedHead.endsAt(pos);
        }
    }

    /** Whether it stopped before the head had ended. */
    final boolean isStoppedInHead() {
        return end < messageEnd;
    }

    /** Enters the array that is the message. */
    abstract void openMessage() throws ProtocolViolation;

    /** Moves to the first byte of the next element, or leaves the array and answers false from then on. */
    final boolean next() throws ProtocolViolation {
        if (ended) {
            return false;
        }
        element++;
        ended = !hasElement();
        return !ended;
    }

    abstract boolean hasElement() throws ProtocolViolation;

    /** Passes over what may stand behind the message. */
    abstract void skipPadding();

    /** Moves from one part of a payload to the next. */
    abstract void nextPart() throws ProtocolViolation;

    /**
     * An integer that a WAMP id can be, not checked for its range; a bigger one may be reported as any number above
     * 2^53.
     *
     * @param orIntegralFloat whether binary formats may bring it as a float without a fraction
     */
    abstract long integer(boolean orIntegralFloat) throws ProtocolViolation;

    /** A string, which may be among those that are known. */
    abstract String text(KnownUris known) throws ProtocolViolation;

    /** Passes over a null if that is what stands here. */
    abstract boolean skippedNull();

    /** The options or details that stand here: a dictionary with string keys. */
    final Map<String, Object> dict() throws ProtocolViolation {
        if (skippedEmptyDict()) {
            return Map.of();
        }
        stringKeysOnly = true;
        Map<String, Object> dict = headDict();
        stringKeysOnly = false;
        return dict;
    }

    private Map<String, Object> headDict() throws ProtocolViolation {
        if (passedHead != null) {
            return passedHead.dict(this);
        }
        KnownOptions known = known();
        TreeBuilder tree = mergesFloats() ? TreeBuilder.mergingFloats() : new TreeBuilder();
        if (known == null) {
            requireDict();
            copy(tree, 1);
        } else {
            new OptionReader(known, tree).read(this);
        }
        return tree.dict();
    }

    /** Whether heads may bring integers as floats without a fraction: JavaScript packs large integers like that. */
    boolean mergesFloats() {
        return true;
    }

    /** Passes over a dictionary without entries in its shortest form, if that is what stands here. */
    abstract boolean skippedEmptyDict() throws ProtocolViolation;

    /** Refuses what is no dictionary. */
    abstract void requireDict() throws ProtocolViolation;

    /** Passes over the value that stands here, in a container of this depth. */
    abstract void skip(int depth) throws ProtocolViolation;

    /** Passes over a list if that is what stands here. */
    abstract boolean skippedList() throws ProtocolViolation;

    /** Passes over a binary value if that is what stands here. */
    abstract boolean skippedBinary() throws ProtocolViolation;

    /**
     * Passes over a dictionary whose own keys are strings; answers whether it has any.
     *
     * @param entries reads values of the dictionary; null when all are passed over
     */
    abstract boolean skipDict(EntryReader entries) throws ProtocolViolation;

    /** Whether a list or a dictionary stands here. */
    abstract boolean isAtContainer() throws ProtocolViolation;

    /**
     * Enters a list if that is what stands here.
     *
     * @return what {@link #hasNextIn} needs to know, or {@link #NO_LIST}
     */
    abstract long enterList() throws ProtocolViolation;

    /**
     * Moves to the next element of a list, or leaves the list.
     *
     * @param list the result of {@link #enterList}
     * @param index the number of elements that were passed
     */
    abstract boolean hasNextIn(long list, int index) throws ProtocolViolation;

    /** Writes the value that stands here, with everything inside, in a container of this depth. */
    abstract void copy(ValueWriter out, int depth) throws ProtocolViolation;

    /** Writes the element that stands here, with everything inside. */
    final void copy(ValueWriter out) throws ProtocolViolation {
        copy(out, 1);
    }

    /** The name of what stands at {@link #pos}, for messages. */
    abstract String found();

    /**
     * From here on, violations name the message.
     *
     * @param headLimits limits of what is read of the head; null where all of it is
     */
    final void enter(MessageType messageType, HeadLimits headLimits) {
        type = messageType;
        limits = headLimits;
    }

    /** The options or details that are read; null for all. */
    private KnownOptions known() {
        if (limits == null) {
            return null;
        }
        int messageBytes = Math.max(end, messageEnd) - start;
        boolean isInSession = type == MessageType.HELLO && messageBytes > limits.maxHandshakeBytes();
        return isInSession ? KnownOptions.NONE : KnownOptions.of(type);
    }

    final void closeMessage() throws ProtocolViolation {
        skipPadding();
        if (pos != end) {
            element = NO_ELEMENT;
            throw violation((end - pos) + " more bytes behind the message");
        }
    }

    /** The next {@code length} bytes as text. */
    final String textOf(long length) throws ProtocolViolation {
        return textOf(length, KnownUris.NONE);
    }

    final String textOf(long length, KnownUris known) throws ProtocolViolation {
        int from = pos;
        int ascii = passAscii(length);
        if (ascii == pos) {
            return known.text(bytes, from, pos);
        }
        passWellFormed(ascii);
        return new String(bytes, from, pos - from, StandardCharsets.UTF_8);
    }

    /** Passes over the next {@code length} bytes, which are text. */
    final void passText(long length) throws ProtocolViolation {
        passWellFormed(passAscii(length));
    }

    /** Passes over text up to its end, and answers where it stops to be ASCII. */
    private int passAscii(long length) throws ProtocolViolation {
        if (length < 0 || length > end - pos) {
            throw truncated();
        }
        int from = pos;
        pos += (int) length;
        return Utf8.skipAscii(bytes, from, pos);
    }

    private void passWellFormed(int from) throws ProtocolViolation {
        int to = pos;
        if (from < to) {
            pos = Utf8.skipWellFormed(bytes, from, to);
            if (pos < to) {
                throw violation("a string is not valid UTF-8");
            }
        }
    }

    /** The depth of a container inside one of depth {@code outer}. */
    final int nested(int outer) throws ProtocolViolation {
        if (outer >= maxDepth) {
            throw violation("nested deeper than " + maxDepth);
        }
        return outer + 1;
    }

    final ProtocolViolation expected(String what) {
        return violation("expected " + what + ", found " + (pos < end ? found() : "the end of the message"));
    }

    final ProtocolViolation truncated() {
        pos = end;
        return violation("the message ends too early");
    }

    /** A violation at the present position. */
    final ProtocolViolation violation(String what) {
        return new ProtocolViolation(place() + what + " (at byte " + (pos - start) + ")");
    }

    private String place() {
        if (type == null) {
            return element < 0 ? "" : "element " + element + ": ";
        }
        return element < 0 ? type + ": " : type + " element " + element + elementName() + ": ";
    }

    private String elementName() {
        int field = element - 1;
        int fields = type.fields().size();
        if (field < 0) {
            return " (type)";
        }
        if (field < fields) {
            return " (" + type.fields().get(field).name().toLowerCase(Locale.ROOT) + ")";
        }
        if (!type.hasPayload()) {
            return "";
        }
        return field == fields ? " (arguments)" : field == fields + 1 ? " (keyword arguments)" : "";
    }
}
