package io.signalbox.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs of one load against one program, as the load programs report them. */
record Runs(List<JsonNode> results) {

    /** Reads JSON lines that are labelled {@code side|row}. Returns the runs of each side, row by row. */
    static Map<String, Map<String, Runs>> read(Path lines) throws IOException {
        Map<String, Map<String, Runs>> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(lines)) {
            JsonNode result = new ObjectMapper().readTree(line);
            String[] label = result.path("label").asText().split("\\|", 2);
            rows.computeIfAbsent(label[1], row -> new LinkedHashMap<>())
                    .computeIfAbsent(label[0], side -> new Runs(new ArrayList<>()))
                    .results
                    .add(result);
        }
        return rows;
    }

    boolean isEmpty() {
        return results.isEmpty();
    }

    double median(String field) {
        double[] sorted = sorted(field);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double lowest(String field) {
        return sorted(field)[0];
    }

    double highest(String field) {
        double[] sorted = sorted(field);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(String field) {
        return results.stream()
                .mapToDouble(run -> run.path(field).asDouble())
                .sorted()
                .toArray();
    }
}
