package io.signalbox.router.shell;

import io.signalbox.client.Registration;
import io.signalbox.client.RegistrationOptions;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code register}: answers the calls of a procedure with a program. */
@Command(
        name = "register",
        sortOptions = false,
        description = {
            "Answer the calls of a procedure with a program, until Ctrl-C. A lost connection is opened again.",
            "The program gets the call on its standard input: a JSON object with 'procedure', 'args' and 'kwargs'. What it writes"
                    + " is the result: JSON, or a text. An exit code other than 0 is the error wamp.error.runtime_error. At"
                    + " most 16 programs run at once."
        },
        footer = {
            "",
            "Examples:",
            "  router register com.example.add --exec \"jq '.args | add'\"",
            "  router register com.example.backup --exec ./backup.sh --invoke roundrobin",
            "",
            "Exit codes: 0 stopped, 1 error (its URI is on the standard error), 2 bad command line,",
            "3 not reachable or login refused."
        })
public final class RegisterCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PROCEDURE", description = "The procedure, or the pattern with --match.")
    private String procedure;

    @Option(
            names = {"-x", "--exec"},
            paramLabel = "CMD",
            required = true,
            description = "The program, which /bin/sh runs. Nothing of a caller is part of the command line.")
    private String command;

    @Option(
            names = {"-m", "--match"},
            paramLabel = "POLICY",
            defaultValue = "exact",
            description = "exact, prefix or wildcard. Default: ${DEFAULT-VALUE}.")
    private String match;

    @Option(
            names = "--invoke",
            paramLabel = "POLICY",
            description = "Share the procedure with other callees: roundrobin, random, first or last.")
    private String invoke;

    @Option(names = "--disclose-caller", description = "Ask the router who calls.")
    private boolean discloseCaller;

    @Mixin
    private final SessionOptions session;

    @Mixin
    private final OutputOptions output;

    /** @param environment the environment variables of the process */
    public RegisterCommand(Map<String, String> environment) {
        session = new SessionOptions(environment);
        output = new OutputOptions(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        ShellSession shell = new ShellSession(spec, session, output.isJson());
        return shell.runUntilSignal(() -> {
            RegistrationOptions options = options();
            return (client, joined) -> register(joined, options, LongRun.of(shell, client, Long.MAX_VALUE));
        });
    }

    private int register(WampSession joined, RegistrationOptions options, LongRun run) throws InterruptedException {
        Registration registration = joined.register(procedure, options, new ProgramCallee(command, output.isJson()));
        registration.onStatus(status -> run.status(status, registration.refusal()));
        run.shell().line("registered " + procedure);
        return run.await(null, false);
    }

    private RegistrationOptions options() throws ShellMistake {
        RegistrationOptions options = RegistrationOptions.EXACT.withMatch(
                Words.of(MatchPolicy.values(), MatchPolicy::wireName, "--match", match));
        if (invoke != null) {
            options = options.withInvoke(Words.of(InvokePolicy.values(), InvokePolicy::wireName, "--invoke", invoke));
        }
        return discloseCaller ? options.withDisclosedCaller() : options;
    }
}
