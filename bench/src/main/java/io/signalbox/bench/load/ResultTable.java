package io.signalbox.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Program that prints the runs in a file of JSON lines, labelled {@code side|row}, as one Markdown table. */
public final class ResultTable {

    private static final String[] CHECKS = {"errors", "lost", "out_of_order", "duplicates"};

    private static final Runs NONE = new Runs(List.of());

    private ResultTable() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(
                "| workload | node /s | bound /s | share | spread node | spread bound | node µs/op | bound µs/op"
                        + " | node p50 / p99 µs | bound p50 / p99 µs | faults |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        Runs.read(Path.of(arguments[0])).forEach((row, sides) -> {
            Runs node = sides.getOrDefault("node", NONE);
            Runs bound = sides.getOrDefault("bound", NONE);
            System.out.println("| " + String.join(" | ", cells(row, node, bound)) + " |");
        });
    }

    private static List<String> cells(String row, Runs node, Runs bound) {
        boolean both = !node.isEmpty() && !bound.isEmpty();
        return List.of(
                row,
                rate(node),
                rate(bound),
                both ? Math.round(100 * node.median("per_s") / bound.median("per_s")) + " %" : "–",
                spread(node),
                spread(bound),
                decimal(node, "router_us_per_op"),
                decimal(bound, "router_us_per_op"),
                latency(node),
                latency(bound),
                faults(node, bound));
    }

    private static String rate(Runs runs) {
        return runs.isEmpty() ? "–" : String.format(Locale.ROOT, "%,.0f", runs.median("per_s"));
    }

    private static String spread(Runs runs) {
        if (runs.isEmpty()) {
            return "–";
        }
        return String.format(Locale.ROOT, "%,.0f–%,.0f", runs.lowest("per_s"), runs.highest("per_s"));
    }

    private static String decimal(Runs runs, String field) {
        return runs.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", runs.median(field));
    }

    private static String latency(Runs runs) {
        return runs.isEmpty()
                ? "–"
                : String.format(Locale.ROOT, "%,.0f / %,.0f", runs.median("p50_us"), runs.median("p99_us"));
    }

    private static String faults(Runs node, Runs bound) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (Runs runs : List.of(node, bound)) {
            for (JsonNode run : runs.results()) {
                for (String check : CHECKS) {
                    sums.merge(check, run.path(check).asLong(), Long::sum);
                }
            }
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums.isEmpty() ? "none" : sums.toString();
    }
}
