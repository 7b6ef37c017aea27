package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.WireFormat;

/**
 * How several WAMP messages share one WebSocket message (spec: Message Batching): in JSON a separator stands
 * behind each of them, in the binary formats a length of 32 bits before each.
 *
 * <p>One for each connection, since it remembers its client's separator: one shipped client writes 0x18 in place of 0x1E
 * and understands nothing else. Splitting is for one thread at a time, writing for another.
 */
public final class BatchFraming {
    private static final byte SEPARATOR = 0x1E;
    private static final byte MISTAKEN_SEPARATOR = 0x18;
    private static final int LENGTH_BYTES = 4;

    private final WireFormat format;
    private volatile byte separator = SEPARATOR;

    public BatchFraming(WireFormat format) {
        this.format = format;
    }

    /** The messages in {@code bytes}, which stay where they are. */
    public Batch split(byte[] bytes, int offset, int length) {
        return new Batch(bytes, offset, offset + length);
    }

    /** Begins a message in {@code out}; the answer goes to {@link #end}. */
    public int begin(ByteSink out) {
        int begin = out.size();
        if (format.isBinary()) {
            out.ensure(LENGTH_BYTES);
            out.advance(LENGTH_BYTES);
        }
        return begin;
    }

    /** Ends the message that was begun at {@code begin} and written since. */
    public void end(ByteSink out, int begin) {
        if (format.isBinary()) {
            BigEndian.put32(out.array(), begin, out.size() - begin - LENGTH_BYTES);
        } else {
            out.write(separator);
        }
    }

    /** The messages of one WebSocket message, one after the other; it may be left and taken up again at any of them. */
    public final class Batch {
        private final byte[] bytes;
        private final int end;
        private boolean begun;
        private int offset;
        private int length;
        private int following;

        /** Position from which the separator of the next message is still to be searched; before that there is none. */
        private int searched;

        private Batch(byte[] bytes, int offset, int end) {
            this.bytes = bytes;
            this.following = offset;
            this.end = end;
        }

        /** Returns whether the next message is longer than so many bytes, without a look at many more bytes. Does not move. */
        public boolean isNextLongerThan(int maxBytes) {
            int left = end - following;
            if (left <= maxBytes) {
                return false;
            }
            if (format.isBinary()) {
                return left >= LENGTH_BYTES && BigEndian.unsigned32(bytes, following) > maxBytes;
            }
            return hasNoSeparatorBefore(following + maxBytes + 1);
        }

        /** Returns whether the next message extends to this position. If not, {@link #searched} is its separator. */
        private boolean hasNoSeparatorBefore(int to) {
            int i = Math.max(searched, following);
            // Neither separator can be part of a message: JSON wants control characters escaped.
            while (i < to && bytes[i] != SEPARATOR && bytes[i] != MISTAKEN_SEPARATOR) {
                i++;
            }
            searched = i;
            return i >= to;
        }

        /**
         * Moves to the next message, the first one included; false behind the last.
         *
         * @throws ProtocolViolation when the batch is empty, or its last message lacks its separator or some bytes
         */
        public boolean next() throws ProtocolViolation {
            if (following == end) {
                if (!begun) {
                    throw new ProtocolViolation("a batch must not be empty");
                }
                return false;
            }
            begun = true;
            if (format.isBinary()) {
                nextByLength();
            } else {
                nextBySeparator();
            }
            return true;
        }

        private void nextByLength() throws ProtocolViolation {
            int left = end - following - LENGTH_BYTES;
            long announced = left < 0 ? 0 : BigEndian.unsigned32(bytes, following);
            if (announced > left) {
                throw new ProtocolViolation("a batch ends within a message");
            }
            offset = following + LENGTH_BYTES;
            length = (int) announced;
            following = offset + length;
        }

        private void nextBySeparator() throws ProtocolViolation {
            offset = following;
            length = end - following;
            if (hasNoSeparatorBefore(end)) {
                throw new ProtocolViolation("a batch must end with the separator 0x1E");
            }
            int i = searched;
            if (bytes[i] != separator) {
                separator = bytes[i];
            }
            length = i - following;
            following = i + 1;
        }

        /** Where the present message begins in the array. */
        public int offset() {
            return offset;
        }

        /** How many bytes the present message has. */
        public int length() {
            return length;
        }
    }
}
