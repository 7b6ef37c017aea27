package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Program that prints the runs of several client libraries as a Markdown table: the median, the least and the greatest value. */
public final class ClientComparison {
    private ClientComparison() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("| client | calls/s | CPU µs per call | RSS MiB |");
        System.out.println("|---|---|---|---|");
        for (Map<String, Runs> clients : Runs.read(Path.of(arguments[0])).values()) {
            clients.forEach((client, runs) -> System.out.printf(
                    "| %s | %s | %s | %s |%n",
                    client,
                    cell(runs, "calls_per_second", 1, "%.0f"),
                    cell(runs, "cpu_us_per_call", 1, "%.2f"),
                    cell(runs, "rss_kib", 1024, "%.0f")));
        }
    }

    private static String cell(Runs runs, String field, double unit, String format) {
        return String.format(
                Locale.ROOT,
                format + " (" + format + "–" + format + ")",
                runs.median(field) / unit,
                runs.lowest(field) / unit,
                runs.highest(field) / unit);
    }
}
