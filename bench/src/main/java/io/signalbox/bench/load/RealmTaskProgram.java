package io.signalbox.bench.load;

import io.signalbox.router.node.LogConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Program that finds the longest task of a realm by thread CPU: {@code RealmTaskProgram [SESSIONS [TRIES [PART OF A
 * NAME]]]}. Prints a row for each case with the best of the tries. Exits with 1 if one is above the bound.
 */
public final class RealmTaskProgram {
    private static final double MAX_MILLIS = 5;
    private static final int DEFAULT_SESSIONS = 10_000;
    private static final int DEFAULT_TRIES = 3;

    private RealmTaskProgram() {}

    public static void main(String[] arguments) {
        int sessions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_SESSIONS;
        int tries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_TRIES;
        String part = arguments.length > 2 ? arguments[2] : "";
        LogConfiguration.setLevel("warn");
        List<String> broken = new ArrayList<>();
        System.out.printf(
                "| %d sessions | longest task, best of %d, ms of CPU | all tries |%n|---|---|---|%n", sessions, tries);
        for (Map.Entry<String, Function<RealmScene, Runnable>> one :
                RealmTaskCases.all().entrySet()) {
            if (one.getKey().contains(part) && !passes(one.getKey(), one.getValue(), sessions, tries)) {
                broken.add(one.getKey());
            }
        }
        if (!broken.isEmpty()) {
            System.err.println("above " + MAX_MILLIS + " ms: " + broken);
            System.exit(1);
        }
    }

    private static boolean passes(String name, Function<RealmScene, Runnable> prepared, int sessions, int tries) {
        double best = Double.MAX_VALUE;
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < tries; i++) {
            RealmScene scene = new RealmScene();
            for (int joined = 0; joined < sessions; joined++) {
                scene.join();
            }
            Runnable action = prepared.apply(scene);
            double millis = scene.longestTaskNanos(action) / 1e6;
            best = Math.min(best, millis);
            all.append(" %.2f".formatted(millis));
        }
        System.out.printf("| %s | %.2f |%s |%n", name, best, all);
        return best <= MAX_MILLIS;
    }
}
