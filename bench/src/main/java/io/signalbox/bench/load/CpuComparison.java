package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Program that prints the CPU per operation of two builds as a Markdown table. The older build is measured twice. */
public final class CpuComparison {

    private static final String CPU = "router_us_per_op";

    private CpuComparison() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("| workload | old µs/op | old again µs/op | new µs/op | new / old | old again / old |");
        System.out.println("|---|---|---|---|---|---|");
        Runs.read(Path.of(arguments[0])).forEach(CpuComparison::print);
    }

    private static void print(String row, Map<String, Runs> sides) {
        double old = sides.get("old").median(CPU);
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.2f | %.2f |%n",
                row,
                cell(sides.get("old")),
                cell(sides.get("old-again")),
                cell(sides.get("new")),
                sides.get("new").median(CPU) / old,
                sides.get("old-again").median(CPU) / old);
    }

    private static String cell(Runs runs) {
        return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", runs.median(CPU), runs.lowest(CPU), runs.highest(CPU));
    }
}
