package io.signalbox.router.shell;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code connections}: lists, creates, changes, deletes, starts and stops the outgoing connections of a realm. */
@Command(
        name = "connections",
        sortOptions = false,
        description = {
            "List, create, change, delete, start and stop the outgoing connections of a realm.",
            "The realm needs 'management', and the user a permission for signalbox.connection."
        },
        footer = {
            "",
            "Examples:",
            "  router connections list",
            "  router connections stop feed",
            "  router connections create '{\"id\": \"feed\", \"role\": \"bridge\", \"url\": \"wss://feed.example.com/ws\"}'",
            "  router connections update feed '{\"pool_size\": 3}'",
            "",
            "Exit codes: 0 done, 1 error (its URI is on the standard error), 2 bad command line,",
            "3 not reachable or login refused, 4 timeout."
        })
public final class ConnectionsCommand implements Callable<Integer> {
    private static final String PREFIX = "signalbox.connection.";

    /** Actions, with the number of their arguments. */
    private static final Map<String, Integer> ACTIONS = actions();

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "ACTION",
            defaultValue = "list",
            description = "list, get ID, create DEFINITION, update ID PATCH, delete ID, start ID or stop ID."
                    + " Default: ${DEFAULT-VALUE}.")
    private String action;

    @Parameters(
            index = "1..*",
            paramLabel = "ARG",
            description = "The id or name of a connection, and a definition or patch as a JSON object.")
    private List<String> words = new ArrayList<>();

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
    public ConnectionsCommand(Map<String, String> environment) {
        session = new SessionOptions(environment);
        output = new OutputOptions(environment);
    }

    private static Map<String, Integer> actions() {
        Map<String, Integer> actions = new LinkedHashMap<>();
        actions.put("list", 0);
        actions.put("get", 1);
        actions.put("create", 1);
        actions.put("update", 2);
        actions.put("delete", 1);
        actions.put("start", 1);
        actions.put("stop", 1);
        return actions;
    }

    @Override
    public Integer call() throws InterruptedException {
        return new ShellSession(spec, session, output.isJson()).run(() -> {
            List<Object> args = args();
            Duration limit = Seconds.of("--timeout", timeout);
            return (client, joined) -> call(joined, args, limit);
        });
    }

    private List<Object> args() throws ShellMistake {
        Integer count = ACTIONS.get(action);
        if (count == null) {
            throw new ShellMistake("there is no action '" + ShownText.escaped(action) + "'; use "
                    + String.join(", ", ACTIONS.keySet()));
        }
        if (words.size() != count) {
            throw new ShellMistake("'" + action + "' has " + count + " arguments, not " + words.size()
                    + "; see 'router connections --help'");
        }
        List<Object> args = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean isObject = action.equals("create") || i == 1;
            // An id or name may look like a number.
            args.add(isObject ? object(words.get(i)) : words.get(i));
        }
        return args;
    }

    private static Object object(String word) throws ShellMistake {
        if (WordValue.of(word) instanceof Map<?, ?> object) {
            return object;
        }
        throw new ShellMistake("'" + ShownText.escaped(word) + "' is no JSON object");
    }

    private int call(WampSession joined, List<Object> args, Duration limit) throws InterruptedException {
        CallResult result = ShellSession.await(
                joined.newCall(PREFIX + action).argList(args).timeout(limit).send(), limit);
        ValuePrinter printer = output.printer(spec);
        if (output.isJson()) {
            printer.result(result.arguments().payload(), Map.of());
            return ShellExit.FINE;
        }
        for (Object value : ValuePrinter.args(result.arguments().payload())) {
            if (value instanceof List<?> statuses) {
                statuses.forEach(status -> printer.text(line((Map<?, ?>) status)));
            } else if (value != null) {
                printer.text(ValuePrinter.json(value));
            }
        }
        return ShellExit.FINE;
    }

    private static String line(Map<?, ?> status) {
        StringBuilder line = new StringBuilder()
                .append(status.get("id"))
                .append(' ')
                .append(status.get("state"))
                .append(' ')
                .append(status.get("url"));
        for (String key : List.of("name", "source", "since", "sockets", "reconnects", "last_error")) {
            if (status.get(key) != null) {
                line.append(' ').append(key).append('=').append(ValuePrinter.json(status.get(key)));
            }
        }
        return line.toString();
    }
}
