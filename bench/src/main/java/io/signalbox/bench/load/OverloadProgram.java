package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Program that runs one scenario of overload against a router and prints a row of a table. Exits with 1 if a bound
 * is broken.
 *
 * <p>{@code --scenario flooded-callee|large-event|half-sent|reconnect|twice|costly|tls-handshakes|logins}, {@code --gc-log FILE} of the
 * router with {@code --max-heap MIB} as the bound after any collection, {@code --router-pid}, {@code
 * --bystander-realm}.
 */
public final class OverloadProgram {

    private OverloadProgram() {}

    public static void main(String[] arguments) throws IOException {
        LoadOptions options = new LoadOptions(arguments);
        String name = options.text("scenario", "");
        Overload scenario = scenario(name);
        Scene scene = new Scene(options);
        Verdict verdict = scene.verdict();
        try (BystanderProcess bystander =
                new BystanderProcess(options, options.text("bystander-realm", options.realm()))) {
            scenario.play(scene, bystander);
            verdict.none("failures of a bystander", bystander.end());
        }
        long heapMib = new GcLog(Path.of(options.text("gc-log", ""))).mostLeftMib();
        verdict.atMost("heap after a collection in MiB", heapMib, options.number("max-heap", 128));
        verdict.figure("highest RSS in MiB", scene.router().highestRssMib());
        System.out.println(verdict.row(name));
        System.exit(verdict.isKept() ? 0 : 1);
    }

    private static Overload scenario(String name) {
        return switch (name) {
            case "flooded-callee" -> new FloodedCallee();
            case "large-event" -> new LargeEvent();
            case "half-sent" -> new HalfSentMessages();
            case "reconnect" -> new ReconnectingClients();
            case "twice" -> new TwiceTheCapacity();
            case "costly" -> new CostlyInput();
            case "tls-handshakes" -> new TlsHandshakes();
            case "logins" -> new Logins();
            default -> throw new IllegalArgumentException("no scenario " + name);
        };
    }
}
