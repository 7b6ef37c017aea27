package io.signalbox.router.shell;

import io.signalbox.client.Call;
import io.signalbox.client.CallResult;
import io.signalbox.client.WampSession;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code call}: calls a procedure and prints the result. */
@Command(
        name = "call",
        sortOptions = false,
        description = {
            "Call a procedure and print the result: a line for each argument, and name=value for each keyword argument.",
            "Progressive results are printed as they come."
        },
        footer = {
            "",
            "Examples:",
            "  router call com.example.add 2 3",
            "  router call com.example.find fish --kw limit=10 --json",
            "  ROUTER_TICKET=secret1 router call --authid joe com.example.now",
            "",
            "Exit codes: 0 result, 1 error (its URI is on the standard error), 2 bad command line,",
            "3 not reachable or login refused, 4 timeout."
        })
public final class CallCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ArgumentOptions arguments;

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            description = "Time to wait for the result. Then the call is canceled. Default: no limit.")
    private Double timeout;

    @Mixin
    private final SessionOptions session;

    @Mixin
    private final OutputOptions output;

    /** @param environment the environment variables of the process */
    public CallCommand(Map<String, String> environment) {
        session = new SessionOptions(environment);
        output = new OutputOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        return new ShellSession(spec, session, output.isJson()).run(() -> {
            Map<String, Object> kwargs = arguments.kwargs();
            Duration limit = timeout == null ? null : Seconds.of("--timeout", timeout);
            return (client, joined) -> call(joined, kwargs, limit);
        });
    }

    /** @param limit null for no limit */
    private int call(WampSession joined, Map<String, Object> kwargs, Duration limit) throws InterruptedException {
        ValuePrinter printer = output.printer(spec);
        Call call = joined.newCall(arguments.uri())
                .args(arguments.args().toArray())
                .kwargs(kwargs)
                .onProgress(part -> printer.result(part.arguments().payload(), Map.of("progress", true)));
        CallResult result = limit == null
                ? call.await()
                : ShellSession.await(call.timeout(limit).send(), limit);
        printer.result(result.arguments().payload(), Map.of());
        return ShellExit.FINE;
    }
}
