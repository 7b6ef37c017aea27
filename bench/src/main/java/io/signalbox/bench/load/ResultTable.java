package io.signalbox.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the runs in a file of JSON lines, labelled {@code side|row}, as one Markdown table. */
public final class ResultTable {

    private static final String[] CHECKS = {"errors", "lost", "out_of_order", "duplicates"};

    private final Map<String, Map<String, List<JsonNode>>> rows = new LinkedHashMap<>();

    private ResultTable() {}

    public static void main(String[] arguments) throws IOException {
        ResultTable table = new ResultTable();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            table.add(new ObjectMapper().readTree(line));
        }
        table.print();
    }

    private void add(JsonNode run) {
        String[] label = run.path("label").asText().split("\\|", 2);
        rows.computeIfAbsent(label[1], row -> new LinkedHashMap<>())
                .computeIfAbsent(label[0], side -> new ArrayList<>())
                .add(run);
    }

    private void print() {
        System.out.println(
                "| workload | node /s | bound /s | share | spread node | spread bound | node µs/op | bound µs/op"
                        + " | node p50 / p99 µs | bound p50 / p99 µs | faults |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        rows.forEach((row, sides) -> {
            List<JsonNode> node = sides.getOrDefault("node", List.of());
            List<JsonNode> bound = sides.getOrDefault("bound", List.of());
            System.out.println("| " + String.join(" | ", cells(row, node, bound)) + " |");
        });
    }

    private static List<String> cells(String row, List<JsonNode> node, List<JsonNode> bound) {
        boolean both = !node.isEmpty() && !bound.isEmpty();
        return List.of(
                row,
                rate(node),
                rate(bound),
                both ? Math.round(100 * median(node, "per_s") / median(bound, "per_s")) + " %" : "–",
                spread(node),
                spread(bound),
                decimal(node, "router_us_per_op"),
                decimal(bound, "router_us_per_op"),
                latency(node),
                latency(bound),
                faults(node, bound));
    }

    private static String rate(List<JsonNode> runs) {
        return runs.isEmpty() ? "–" : String.format(Locale.ROOT, "%,.0f", median(runs, "per_s"));
    }

    private static String spread(List<JsonNode> runs) {
        if (runs.isEmpty()) {
            return "–";
        }
        double[] sorted = sorted(runs, "per_s");
        return String.format(Locale.ROOT, "%,.0f–%,.0f", sorted[0], sorted[sorted.length - 1]);
    }

    private static String decimal(List<JsonNode> runs, String field) {
        return runs.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", median(runs, field));
    }

    private static String latency(List<JsonNode> runs) {
        return runs.isEmpty()
                ? "–"
                : String.format(Locale.ROOT, "%,.0f / %,.0f", median(runs, "p50_us"), median(runs, "p99_us"));
    }

    private static String faults(List<JsonNode> node, List<JsonNode> bound) {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (List<JsonNode> runs : List.of(node, bound)) {
            for (JsonNode run : runs) {
                for (String check : CHECKS) {
                    sums.merge(check, run.path(check).asLong(), Long::sum);
                }
            }
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums.isEmpty() ? "none" : sums.toString();
    }

    private static double median(List<JsonNode> runs, String field) {
        double[] sorted = sorted(runs, field);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(List<JsonNode> runs, String field) {
        return runs.stream()
                .mapToDouble(run -> run.path(field).asDouble())
                .sorted()
                .toArray();
    }
}
