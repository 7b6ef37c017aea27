package io.signalbox.bench.load;

import java.util.HashSet;
import java.util.Set;

/** Check of the messages from one source to one receiver. Their sequence numbers start at 0 and have no gaps. */
final class PathCheck {

    private final Measurement measurement;
    private final Set<Long> missing = new HashSet<>();
    private long next;

    PathCheck(Measurement measurement) {
        this.measurement = measurement;
    }

    /** Records a message. Returns false for a duplicate. */
    boolean arrived(long sequence) {
        if (sequence < next) {
            boolean late = missing.remove(sequence);
            if (late) {
                measurement.outOfOrder++;
            } else {
                measurement.duplicates++;
            }
            return late;
        }
        while (next < sequence) {
            missing.add(next++);
        }
        next++;
        return true;
    }

    /** Returns how many of the first {@code sent} messages have not arrived. */
    long owed(long sent) {
        return sent - next + missing.size();
    }
}
