package io.signalbox.router.cli;

import io.signalbox.protocol.auth.CryptosignKey;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code keys cryptosign}: prints a new key pair for a client, and the record of the client. */
@Command(
        name = "cryptosign",
        description = {
            "Make a pair of keys for a client: the private key for the client, and a record for 'principals' of the method"
                    + " 'cryptosign'.",
            "Nothing is written to a file."
        },
        footer = {"", "Example:", "  router keys cryptosign --authid joe --role backend"})
final class CryptosignKeysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private PrincipalOptions principal;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CryptosignKey key = CryptosignKey.generate(new SecureRandom());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("authorized_keys", List.of(key.publicKey().hex()));
        out.println("private key, for the client only: " + key.hex());
        out.println("public key: " + key.publicKey().hex());
        out.println("for 'principals': " + principal.member(record));
        out.flush();
        return ExitCode.FINE;
    }
}
