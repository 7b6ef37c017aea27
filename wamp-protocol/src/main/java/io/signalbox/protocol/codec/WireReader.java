package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Reader of one message, or of the parts of one payload, in one wire format. Reads element by element. Each method verifies
 * the bytes that it skips: structure, nesting depth and UTF-8.
 *
 * <p>Confined to the thread that decodes the message.
 */
abstract sealed class WireReader permits JsonItems, MsgpackItems, CborItems {
    /** Maximum length of a JSON number. The conversion of a number takes quadratic time. */
    static final int MAX_NUMBER_CHARS = 1000;

    /** Result of {@link #enterList} for a value of another type. */
    static final long NO_LIST = -2;

    private static final int NO_ELEMENT = -1;

    final byte[] bytes;
    int pos;

    /** Position at which reading stops: the end of the message, or of the longest permitted head. */
    int end;

    /** Whether all keys of dictionaries must be strings. True in heads, false in payloads. */
    boolean stringKeysOnly;

    /**
     * Whether a skipped part of the payload has an encoding that some decoders of clients cannot read. Set only in branches
     * that common encodings do not enter.
     */
    boolean peculiar;

    private final int start;
    private final int maxDepth;

    /** The head of a message that is longer than the permitted head; null for all other messages. */
    private LongHead longHead;

    private int element = NO_ELEMENT;
    private MessageType type;

    /**
     * Head that is measured.
     *
     * @param messageEnd end of the message
     * @param passed receives the head if the head exceeds the limit; null before this is known
     */
    private record LongHead(int messageEnd, PassedHead passed) {}

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

    /** Limits the head of a message that is longer than {@code maxBytes}. A longer head is a violation. */
    final void stopHeadAt(int maxBytes) {
        longHead = new LongHead(end, null);
        end = start + maxBytes;
    }

    /** Skips the head, except for the parts that {@code head} keeps. */
    final void passHead(PassedHead head) {
        longHead = new LongHead(end, head);
    }

    /** Returns the receiver of a head that exceeds the limit, or null. */
    final PassedHead passedHead() {
        return longHead == null ? null : longHead.passed();
    }

    /** Returns whether the head is measured: the message is longer than the permitted head. */
    final boolean hasMeasuredHead() {
        return longHead != null;
    }

    /** Ends a measured head at the current position and lifts its limit. */
    final void endHead() throws ProtocolViolation {
        if (pos == end && isStoppedInHead()) {
            // The last number may have further digits behind the limit.
            throw truncated();
        }
        end = longHead.messageEnd();
        if (longHead.passed() != null) {
            longHead.passed().endsAt(pos);
        }
    }

    /** Returns whether reading stopped before the end of the head. */
    final boolean isStoppedInHead() {
        return end < longHead.messageEnd();
    }

    /** Enters the outermost array, which is the message. */
    abstract void openMessage() throws ProtocolViolation;

    /** Moves to the next element of the message. Returns false, now and at all later calls, if there is none. */
    final boolean next() throws ProtocolViolation {
        element++;
        return hasElement();
    }

    /** Moves to the next element. Returns false, now and at all later calls, if there is none. */
    abstract boolean hasElement() throws ProtocolViolation;

    /** Skips the white space behind the message. */
    abstract void skipPadding();

    /** Moves from one part of a payload to the next. */
    abstract void nextPart() throws ProtocolViolation;

    /**
     * Reads an integer without a check of the range of WAMP ids. For an integer above 2^53 the result is any number above
     * 2^53.
     *
     * @param orIntegralFloat whether a float without a fraction is accepted in the binary formats
     */
    abstract long integer(boolean orIntegralFloat) throws ProtocolViolation;

    /** Reads a string. The result is an instance of {@code known} if it has the string. */
    abstract String text(KnownUris known) throws ProtocolViolation;

    /** Skips a null. Returns false, without skipping, if the next value is not null. */
    abstract boolean skippedNull();

    /**
     * Reads options or details, a dictionary with string keys.
     *
     * @param known the options or details that are read; null for all
     */
    final Map<String, Object> dict(KnownOptions known) throws ProtocolViolation {
        stringKeysOnly = true;
        Map<String, Object> dict = headDict(known);
        stringKeysOnly = false;
        return dict;
    }

    private Map<String, Object> headDict(KnownOptions known) throws ProtocolViolation {
        if (passedHead() != null) {
            return passedHead().dict(this);
        }
        TreeBuilder tree = mergesFloats() ? TreeBuilder.mergingFloats() : new TreeBuilder();
        if (known == null) {
            requireDict();
            copy(tree, 1);
        } else {
            new OptionReader(known, tree).read(this);
        }
        return tree.dict();
    }

    /** Returns whether a float without a fraction is an integer in heads. JavaScript encodes large integers as floats. */
    boolean mergesFloats() {
        return true;
    }

    /** Skips an empty dictionary in its shortest form. Returns false if the next value is another one. */
    abstract boolean skippedEmptyDict() throws ProtocolViolation;

    /** Throws a violation unless the next value is a dictionary. */
    abstract void requireDict() throws ProtocolViolation;

    /** Skips the next value, which lies in a container of this depth. */
    abstract void skip(int depth) throws ProtocolViolation;

    /** Skips a list. Returns false, without skipping, if the next value is of another type. */
    abstract boolean skippedList() throws ProtocolViolation;

    /** Skips a binary value. Returns false if the next value is of another type. */
    abstract boolean skippedBinary() throws ProtocolViolation;

    /**
     * Skips a dictionary whose own keys are strings. Returns whether the dictionary has entries.
     *
     * @param entries reads values of the dictionary; null if all values are skipped
     */
    abstract boolean skipDict(EntryReader entries) throws ProtocolViolation;

    /** Returns whether the next value is a list or a dictionary. */
    abstract boolean isAtContainer() throws ProtocolViolation;

    /**
     * Enters a list.
     *
     * @return the argument of {@link #hasNextIn}, or {@link #NO_LIST}
     */
    abstract long enterList() throws ProtocolViolation;

    /**
     * Moves to the next element of a list, or leaves the list.
     *
     * @param list the result of {@link #enterList}
     * @param index the number of elements before
     */
    abstract boolean hasNextIn(long list, int index) throws ProtocolViolation;

    /** Copies the next value, which lies in a container of this depth. */
    abstract void copy(ValueWriter out, int depth) throws ProtocolViolation;

    /** Copies the next element. */
    final void copy(ValueWriter out) throws ProtocolViolation {
        copy(out, 1);
    }

    /** Returns the name of the value at {@link #pos} for error texts. */
    abstract String found();

    /** Sets the type of the message, which violations name. */
    final void enter(MessageType messageType) {
        type = messageType;
    }

    /** Returns the type of the message. */
    final MessageType type() {
        return type;
    }

    /** Returns the length of the message. */
    final int messageBytes() {
        return (longHead == null ? end : longHead.messageEnd()) - start;
    }

    final void closeMessage() throws ProtocolViolation {
        skipPadding();
        if (pos != end) {
            element = NO_ELEMENT;
            throw violation((end - pos) + " more bytes behind the message");
        }
    }

    /** Returns the next {@code length} bytes as text. */
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

    /** Skips the next {@code length} bytes, which are text. */
    final void passText(long length) throws ProtocolViolation {
        passWellFormed(passAscii(length));
    }

    /** Skips text. Returns the index of the first byte that is not ASCII. */
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

    /** Returns the depth of a container inside a container of depth {@code outer}. */
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

    /** Returns a violation at the current position. */
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
