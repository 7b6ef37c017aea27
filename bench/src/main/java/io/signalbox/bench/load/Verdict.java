package io.signalbox.bench.load;

import java.util.Locale;
import java.util.StringJoiner;
import org.HdrHistogram.Histogram;

/** Measurements of a scenario, and the bounds that it broke. */
final class Verdict {
    private static final double NANOS_PER_MILLI = 1e6;

    private final StringJoiner bounds = new StringJoiner("; ");
    private final StringJoiner figures = new StringJoiner("; ");
    private boolean kept = true;

    void atMost(String what, double value, double limit) {
        bound(what + " " + number(value) + " (at most " + number(limit) + ")", value <= limit);
    }

    void atLeast(String what, double value, double limit) {
        bound(what + " " + number(value) + " (at least " + number(limit) + ")", value >= limit);
    }

    void exactly(String what, long value, long wanted) {
        bound(what + " " + value + (value == wanted ? "" : " (not " + wanted + ")"), value == wanted);
    }

    /** Records a bound, which holds if {@code failure} is null. */
    void none(String what, String failure) {
        bound(what + ": " + (failure == null ? "none" : failure), failure == null);
    }

    private void bound(String text, boolean holds) {
        bounds.add(holds ? text : "**" + text + "**");
        kept &= holds;
    }

    void figure(String what, double value) {
        figures.add(what + " " + number(value));
    }

    /** Reports the latencies of a bystander, and the delays of its own process that are part of them. */
    void latency(String when, Latencies latencies) {
        figures.add(when + " " + text(latencies.calls()) + " (its own delay: " + text(latencies.own()) + ")");
    }

    private static String text(Histogram nanos) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p99 %.1f, longest %.1f ms",
                nanos.getValueAtPercentile(50) / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(99) / NANOS_PER_MILLI,
                nanos.getMaxValue() / NANOS_PER_MILLI);
    }

    boolean isKept() {
        return kept;
    }

    /** Returns a row of a Markdown table. */
    String row(String scenario) {
        return "| " + scenario + " | " + (kept ? "kept" : "**BROKEN**") + " | " + bounds + " | " + figures + " |";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }
}
