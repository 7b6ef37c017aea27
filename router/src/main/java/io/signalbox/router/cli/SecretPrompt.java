package io.signalbox.router.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Prompt for a secret, which no option has, so that no list of processes and no history of a shell shows the secret. */
final class SecretPrompt {
    private SecretPrompt() {}

    /**
     * Reads a secret from the terminal, without an echo, or else from the standard input up to the end of the line.
     *
     * @param what the name of the secret
     * @throws ParameterException if the secret is empty
     */
    static String read(CommandSpec spec, String what) throws IOException {
        String secret = read(Character.toUpperCase(what.charAt(0)) + what.substring(1) + ": ");
        if (secret == null || secret.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "the " + what + " is empty");
        }
        return secret;
    }

    private static String read(String prompt) throws IOException {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword(prompt);
            return typed == null ? null : new String(typed);
        }
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }
}
