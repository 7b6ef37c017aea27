package io.signalbox.router.cli;

import io.signalbox.protocol.auth.SaslPrep;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import io.signalbox.protocol.auth.ScramKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code keys scram}: prints the record of a client, whose keys are derived from a password. */
@Command(
        name = "scram",
        description = {
            "Make a record for 'principals' of 'scram' from a password, with a random salt, and say which clients can log in"
                    + " with the record.",
            "The password is asked for, or read from the standard input up to the end of the line."
        },
        footer = {
            "",
            "Examples:",
            "  router keys scram --authid joe --role backend",
            "  router keys scram --authid joe --scram-dialect scram     # for autobahn-python",
            "  router keys scram --authid joe < password.txt"
        })
final class ScramKeysCommand implements Callable<Integer> {
    private static final String ARGON2 = "argon2id";
    private static final int SALT_BYTES = 16;
    private static final int PBKDF2_ITERATIONS = 600_000;
    private static final int ARGON2_ITERATIONS = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private PrincipalOptions principal;

    @Option(
            names = "--scram-dialect",
            paramLabel = "METHOD",
            defaultValue = "wamp-scram",
            description = "The method that the client names: wamp-scram as in the specification, or scram as in"
                    + " autobahn-python. Default: wamp-scram.")
    private String method;

    @Option(
            names = "--kdf",
            paramLabel = "FUNCTION",
            defaultValue = ARGON2,
            description = "The function that derives the keys: argon2id, or pbkdf2 for clients without Argon2. Default:"
                    + " argon2id.")
    private String function;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description =
                    "Iterations of the function, which the client computes at each login. Default: 3 for argon2id,"
                            + " 600000 for pbkdf2.")
    private Optional<Integer> iterations;

    @Option(
            names = "--memory",
            paramLabel = "KIB",
            defaultValue = "65536",
            description = "KiB of memory of argon2id, which the client needs at each login. Default: 65536.")
    private int memory;

    @Override
    public Integer call() throws IOException {
        ScramDialect dialect = dialect();
        ScramKdf kdf = kdf();
        String password = SecretPrompt.read(spec, "password");
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        ScramKeys keys = keys(dialect, kdf, password, salt);
        HexFormat hex = HexFormat.of();
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("kdf", dialect.nameOf(kdf));
        record.put("iterations", kdf.iterations());
        if (kdf instanceof Argon2id argon2id) {
            record.put("memory", argon2id.memoryKib());
        }
        record.put("salt", hex.formatHex(salt));
        record.put("stored-key", hex.formatHex(keys.stored()));
        record.put("server-key", hex.formatHex(keys.server()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("serves: " + served(dialect, kdf, password));
        out.println("for 'principals': " + principal.member(record));
        out.flush();
        return ExitCode.FINE;
    }

    private ScramDialect dialect() {
        return Arrays.stream(ScramDialect.values())
                .filter(one -> one.method().equals(method))
                .findFirst()
                .orElseThrow(() -> mistake("--scram-dialect must be "
                        + Arrays.stream(ScramDialect.values())
                                .map(ScramDialect::method)
                                .collect(Collectors.joining(" or "))));
    }

    private ScramKdf kdf() {
        ScramKdf kdf;
        try {
            kdf = switch (function) {
                case ARGON2 -> new Argon2id(iterations.orElse(ARGON2_ITERATIONS), memory);
                case ScramDialect.PBKDF2 -> new Pbkdf2(iterations.orElse(PBKDF2_ITERATIONS));
                default -> throw mistake("--kdf must be " + ARGON2 + " or " + ScramDialect.PBKDF2);
            };
        } catch (IllegalArgumentException outOfRange) {
            throw mistake("--" + outOfRange.getMessage());
        }
        if (kdf.isWeak()) {
            throw mistake("the costs are too low: a thief of the keys could try passwords fast; raise --iterations"
                    + (kdf instanceof Argon2id ? " or --memory" : ""));
        }
        return kdf;
    }

    private ScramKeys keys(ScramDialect dialect, ScramKdf kdf, String password, byte[] salt) {
        try {
            return ScramKeys.of(dialect.saltedPassword(password, salt, kdf));
        } catch (IllegalArgumentException e) {
            throw mistake(e.getMessage());
        }
    }

    private ParameterException mistake(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    /** Returns the clients that derive the same keys from the password. */
    private static String served(ScramDialect dialect, ScramKdf kdf, String password) {
        boolean isPlain = SaslPrep.prepare(password).equals(Optional.of(password));
        if (kdf instanceof Pbkdf2 && isPlain) {
            return "clients that use the method 'wamp-scram' or 'scram' with pbkdf2; not autobahn-python, which fails with"
                    + " pbkdf2 and needs --scram-dialect scram --kdf argon2id";
        }
        return switch (dialect) {
            case WAMP_SCRAM ->
                "clients that use the method 'wamp-scram'; not autobahn-python, which needs --scram-dialect scram";
            case SCRAM ->
                kdf instanceof Argon2id
                        ? "autobahn-python, and other clients that use the method 'scram'; not clients that use 'wamp-scram'"
                        : "clients that use the method 'scram' with pbkdf2; not autobahn-python, which fails with pbkdf2";
        };
    }
}
