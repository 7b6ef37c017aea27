package io.signalbox.router.shell;

import io.signalbox.client.Reconnect;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;

/** Session of one command: joins, runs the command, leaves, and turns each failure into a line and an exit code. */
final class ShellSession {
    /** Time that the router has to answer, beyond the time of an operation. */
    private static final long ANSWER_MILLIS = 500;

    private static final String TIMEOUT = "wamp.error.timeout";

    private final CommandSpec spec;
    private final SessionOptions options;
    private final boolean isJson;

    ShellSession(CommandSpec spec, SessionOptions options, boolean isJson) {
        this.spec = spec;
        this.options = options;
        this.isJson = isJson;
    }

    /** Command whose options are checked before the client connects. */
    interface Plan {
        Task check() throws ShellMistake;
    }

    /** Command within a session. */
    interface Task {
        /** Returns the exit code. */
        int run(WampClient client, WampSession session) throws InterruptedException;
    }

    /** Runs a command that ends by itself. A signal cancels what is under way. */
    int run(Plan plan) throws InterruptedException {
        return run(Reconnect.NEVER, SignalEnd.FAILURE, plan);
    }

    /** Runs a command that a signal ends. Lost connections are opened again. */
    int runUntilSignal(Plan plan) throws InterruptedException {
        return run(Reconnect.DEFAULTS, SignalEnd.SUCCESS, plan);
    }

    private int run(Reconnect reconnect, SignalEnd end, Plan plan) throws InterruptedException {
        ShellLog.install();
        Task task;
        WampClient opened;
        try {
            task = plan.check();
            opened = options.client(reconnect);
        } catch (ShellMistake e) {
            line(e.getMessage());
            return ShellExit.USAGE;
        }
        try (WampClient client = opened) {
            Thread hook = end.install(client);
            try {
                return run(client, task);
            } finally {
                SignalEnd.remove(hook);
            }
        }
    }

    private int run(WampClient client, Task task) throws InterruptedException {
        WampSession session;
        try {
            session = client.connect();
        } catch (WampException e) {
            report(e);
            return ShellExit.NO_SESSION;
        }
        try {
            return task.run(client, session);
        } catch (WampException e) {
            return failed(e);
        }
    }

    /** Waits for an answer of the router, also of a router that does not limit the time itself. */
    static <T> T await(CompletableFuture<T> answer, Duration timeout) throws InterruptedException {
        try {
            return answer.get(timeout.toMillis() + ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WampException failure) {
                throw failure;
            }
            throw new IllegalStateException("the client failed", e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new WampException(TIMEOUT, "no answer within " + timeout.toMillis() + " ms");
        } catch (InterruptedException e) {
            answer.cancel(false);
            throw e;
        }
    }

    /** Prints an error. Returns its exit code. */
    int failed(WampException e) {
        report(e);
        return switch (e.uri()) {
            case TIMEOUT -> ShellExit.TIMEOUT;
            case WampException.NOT_CONNECTED, WampException.CONNECTION_LOST -> ShellExit.NO_SESSION;
            default -> ShellExit.ERROR;
        };
    }

    private void report(WampException e) {
        List<Object> args = ValuePrinter.args(e.arguments().payload());
        Map<String, Object> kwargs = ValuePrinter.kwargs(e.arguments().payload());
        if (isJson) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("error", e.uri());
            error.put("args", args);
            error.put("kwargs", kwargs);
            line(ValuePrinter.json(error));
            return;
        }
        StringBuilder text = new StringBuilder(e.uri());
        String separator = ": ";
        for (Object arg : args) {
            text.append(separator).append(arg instanceof String explanation ? explanation : ValuePrinter.json(arg));
            separator = " ";
        }
        kwargs.forEach(
                (name, value) -> text.append(' ').append(name).append('=').append(ValuePrinter.json(value)));
        line(text.toString());
    }

    /** Prints a line on the standard error. */
    synchronized void line(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(ShownText.escaped(text));
        err.flush();
    }
}
