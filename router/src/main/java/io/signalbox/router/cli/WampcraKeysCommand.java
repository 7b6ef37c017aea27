package io.signalbox.router.cli;

import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code keys wampcra}: prints the salted record of a client, derived from a secret. */
@Command(
        name = "wampcra",
        description = {
            "Make a record for 'users' of the method 'wampcra' from a secret: with a random salt, and with the derived key in"
                    + " place of the secret.",
            "The secret is asked for, or read from the standard input up to the end of the line."
        },
        footer = {
            "",
            "Examples:",
            "  router keys wampcra --authid joe --role backend",
            "  router keys wampcra --authid joe < secret.txt"
        })
final class WampcraKeysCommand implements Callable<Integer> {
    private static final int SALT_BYTES = 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private PrincipalOptions principal;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Iterations of PBKDF2, which the client computes at each login: 1000 to 10000000."
                    + " Default: 100000.")
    private int iterations;

    @Option(
            names = "--keylen",
            paramLabel = "BYTES",
            defaultValue = "32",
            description = "Bytes of the derived key: 16 to 64. Default: 32.")
    private int keylen;

    @Override
    public Integer call() throws IOException {
        requireRange("--iterations", iterations, 1_000, 10_000_000);
        requireRange("--keylen", keylen, 16, 64);
        String secret = SecretPrompt.read(spec, "secret");
        byte[] random = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(random);
        String salt = Base64.getEncoder().withoutPadding().encodeToString(random);
        byte[] key = WampCra.key(secret, new Salting(salt, iterations, keylen));
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("secret", new String(key, StandardCharsets.US_ASCII));
        record.put("secret-is-derived", true);
        record.put("salt", salt);
        record.put("iterations", iterations);
        record.put("keylen", keylen);
        PrintWriter out = spec.commandLine().getOut();
        out.println(principal.member(record));
        out.flush();
        return ExitCode.FINE;
    }

    private void requireRange(String option, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be between " + minimum + " and " + maximum);
        }
    }
}
