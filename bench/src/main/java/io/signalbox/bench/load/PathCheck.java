package io.signalbox.bench.load;

import java.util.HashSet;
import java.util.Set;

/** What has arrived on one way from a source to a receiver, whose sequence numbers start at 0 without gaps. */
final class PathCheck {

    private final Measurement measurement;
    private final Set<Long> missing = new HashSet<>();
    private long next;

    PathCheck(Measurement measurement) {
        this.measurement = measurement;
    }

    /** Notes an arrival; false when it has been here before. */
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

    /** How many of the first {@code sent} have not arrived. */
    long owed(long sent) {
        return sent - next + missing.size();
    }
}
