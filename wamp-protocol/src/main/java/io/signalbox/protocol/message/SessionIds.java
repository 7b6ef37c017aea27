package io.signalbox.protocol.message;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * List of session ids: in ascending order, each id once, eight bytes per id. A message of n bytes cannot hold more than n / 3
 * different ids above 255, so that the list is never much larger than the message. Immutable and thread-safe.
 */
public final class SessionIds extends AbstractList<Long> implements RandomAccess {
    /** No session ids. */
    public static final SessionIds NONE = new SessionIds(new long[0]);

    private final long[] ascending;

    private SessionIds(long[] ascending) {
        this.ascending = ascending;
    }

    @Override
    public Long get(int index) {
        return ascending[Objects.checkIndex(index, ascending.length)];
    }

    @Override
    public int size() {
        return ascending.length;
    }

    /** Returns whether the list contains a session id. */
    public boolean contains(long id) {
        return ascending.length > 0 && Arrays.binarySearch(ascending, id) >= 0;
    }

    /** Collects session ids in any order. Not thread-safe. */
    public static final class Collector {
        private static final int FIRST_IDS = 8;

        private long[] ids = new long[FIRST_IDS];
        private int count;

        public void add(long id) {
            if (count == ids.length) {
                makeRoom();
            }
            ids[count++] = id;
        }

        /** Grows only for different ids: a list of the same short id costs a byte per element in the binary formats. */
        private void makeRoom() {
            removeDuplicates();
            if (count > ids.length / 2) {
                ids = Arrays.copyOf(ids, 2 * ids.length);
            }
        }

        private void removeDuplicates() {
            Arrays.sort(ids, 0, count);
            int different = 0;
            for (int i = 0; i < count; i++) {
                if (different == 0 || ids[i] != ids[different - 1]) {
                    ids[different++] = ids[i];
                }
            }
            count = different;
        }

        /** Returns the ids that were added. */
        public SessionIds complete() {
            removeDuplicates();
            return count == 0 ? NONE : new SessionIds(Arrays.copyOf(ids, count));
        }
    }
}
