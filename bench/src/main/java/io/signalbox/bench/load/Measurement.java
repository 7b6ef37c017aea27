package io.signalbox.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts and times of one run. */
final class Measurement {

    private static final int ERROR_KINDS = 20;

    long outOfOrder;
    long duplicates;
    long lost;
    /** Messages of the load beside the measured operations. */
    long flooded;

    private final Histogram latencyNanos = new Histogram(3);
    private final Map<String, Integer> errorKinds = new TreeMap<>();
    private boolean measuring;
    private long operations;
    private long total;
    private long errors;

    /** Counts one completed operation. */
    void done(long sentNanos) {
        total++;
        if (measuring) {
            operations++;
            latencyNanos.recordValue(Math.max(0, System.nanoTime() - sentNanos));
        }
    }

    void error(String what) {
        errors++;
        if (errorKinds.size() < ERROR_KINDS || errorKinds.containsKey(what)) {
            errorKinds.merge(what, 1, Integer::sum);
        }
    }

    void measure(boolean on) {
        measuring = on;
    }

    long operations() {
        return operations;
    }

    long total() {
        return total;
    }

    long errors() {
        return errors;
    }

    boolean isClean() {
        return errors + lost + outOfOrder + duplicates == 0;
    }

    void addTo(Map<String, Object> line) {
        line.put("p50_us", latencyNanos.getValueAtPercentile(50) / 1000);
        line.put("p99_us", latencyNanos.getValueAtPercentile(99) / 1000);
        line.put("p999_us", latencyNanos.getValueAtPercentile(99.9) / 1000);
        line.put("max_us", latencyNanos.getMaxValue() / 1000);
        line.put("total", total);
        line.put("errors", errors);
        line.put("lost", lost);
        line.put("out_of_order", outOfOrder);
        line.put("duplicates", duplicates);
        if (flooded > 0) {
            line.put("flooded", flooded);
        }
        if (!errorKinds.isEmpty()) {
            line.put("error_kinds", errorKinds);
        }
    }
}
