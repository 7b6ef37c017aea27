package io.signalbox.router.shell;

import io.signalbox.client.Publication;
import io.signalbox.client.WampSession;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code publish}: publishes an event and waits for the acknowledgment of the router. */
@Command(
        name = "publish",
        sortOptions = false,
        description = "Publish an event. Ends when the router has the event.",
        footer = {
            "",
            "Examples:",
            "  router publish com.example.counter 7 --kw name=shell",
            "  router publish com.example.state '{\"on\": true}' --retain",
            "",
            "Exit codes: 0 published, 1 error (its URI is on the standard error), 2 bad command line,",
            "3 not reachable or login refused, 4 timeout."
        })
public final class PublishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ArgumentOptions arguments;

    @Option(names = "--retain", description = "Have the router keep the event for later subscribers.")
    private boolean retain;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time to wait for the router. Default: ${DEFAULT-VALUE}.")
    private double timeout;

    @Mixin
    private final SessionOptions session;

    @Mixin
    private final OutputOptions output;

    /** @param environment the environment variables of the process */
    public PublishCommand(Map<String, String> environment) {
        session = new SessionOptions(environment);
        output = new OutputOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        return new ShellSession(spec, session, output.isJson()).run(() -> {
            Map<String, Object> kwargs = arguments.kwargs();
            Duration limit = Seconds.of("--timeout", timeout);
            return (client, joined) -> publish(joined, kwargs, limit);
        });
    }

    private int publish(WampSession joined, Map<String, Object> kwargs, Duration limit) throws InterruptedException {
        Publication publication = joined.newPublication(arguments.uri())
                .args(arguments.args().toArray())
                .kwargs(kwargs);
        if (retain) {
            publication.retain();
        }
        long id = ShellSession.await(publication.acknowledgeAsync(), limit);
        if (output.isJson()) {
            output.printer(spec).object(Map.of("publication", id));
        }
        return ShellExit.FINE;
    }
}
