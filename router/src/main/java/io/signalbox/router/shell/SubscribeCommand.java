package io.signalbox.router.shell;

import io.signalbox.client.Event;
import io.signalbox.client.Subscription;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.MatchPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code subscribe}: prints the events of a topic. */
@Command(
        name = "subscribe",
        sortOptions = false,
        description = {
            "Print each event of a topic in a line: the topic, the arguments as JSON, and name=value for each keyword argument.",
            "Ends at Ctrl-C or after --count events. A lost connection is opened again."
        },
        footer = {
            "",
            "Examples:",
            "  router subscribe com.example.counter",
            "  router subscribe --match prefix com.example. --json",
            "  router subscribe --count 1 --timeout 10 com.example.ready && echo ready",
            "",
            "Exit codes: 0 stopped or --count reached, 1 error (its URI is on the standard error), 2 bad command line,",
            "3 not reachable or login refused, 4 timeout before --count."
        })
public final class SubscribeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "The topic, or the pattern with --match.")
    private String topic;

    @Option(
            names = {"-m", "--match"},
            paramLabel = "POLICY",
            defaultValue = "exact",
            description = "exact, prefix or wildcard. Default: ${DEFAULT-VALUE}.")
    private String match;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after this number of events.")
    private Long count;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "End after this time. Default: no limit.")
    private Double timeout;

    @Option(names = "--retained", description = "Print the event that the router has retained first.")
    private boolean retained;

    @Mixin
    private final SessionOptions session;

    @Mixin
    private final OutputOptions output;

    /** @param environment the environment variables of the process */
    public SubscribeCommand(Map<String, String> environment) {
        session = new SessionOptions(environment);
        output = new OutputOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        ShellSession shell = new ShellSession(spec, session, output.isJson());
        return shell.runUntilSignal(() -> {
            if (count != null && count < 1) {
                throw new ShellMistake("--count must be 1 or more");
            }
            SubscriptionOptions options = options();
            Duration limit = timeout == null ? null : Seconds.of("--timeout", timeout);
            return (client, joined) -> {
                LongRun run = LongRun.of(shell, client, count == null ? Long.MAX_VALUE : count);
                return subscribe(joined, options, run, limit);
            };
        });
    }

    /** @param limit null for no limit */
    private int subscribe(WampSession joined, SubscriptionOptions options, LongRun run, Duration limit)
            throws InterruptedException {
        ValuePrinter printer = output.printer(spec);
        Subscription subscription = joined.subscribe(topic, options, event -> {
            if (run.takesOne()) {
                print(event, printer);
                run.finishedOne(printer.isBroken());
            }
        });
        subscription.onStatus(status -> run.status(status, subscription.refusal()));
        run.shell().line("subscribed to " + topic);
        int exitCode = run.await(limit, count != null);
        if (subscription.droppedEvents() > 0) {
            run.shell()
                    .line("warning: " + subscription.droppedEvents()
                            + " events are missing, because the output takes them too slowly");
        }
        return exitCode;
    }

    private SubscriptionOptions options() throws ShellMistake {
        SubscriptionOptions options = SubscriptionOptions.EXACT.withMatch(
                Words.of(MatchPolicy.values(), MatchPolicy::wireName, "--match", match));
        return retained ? options.withRetained() : options;
    }

    private static void print(Event event, ValuePrinter printer) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("topic", event.topic());
        more.put("publication", event.publicationId());
        printer.event(event.topic(), event.arguments().payload(), more);
    }
}
