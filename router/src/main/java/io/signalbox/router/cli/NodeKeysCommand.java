package io.signalbox.router.cli;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.router.auth.NodeKeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code keys node}: creates the key pair of a node unless the pair exists, and prints the public key. */
@Command(
        name = "node",
        description = {
            "Make the key pair of a node: key.priv, which only this user may read, and key.pub, in the format of Crossbar.io.",
            "Existing keys stay. The command prints the public key, which clients need to authenticate the router."
        },
        footer = {"", "Examples:", "  router keys node", "  router keys node my-node"})
final class NodeKeysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The directory of the configuration. Default: this directory.")
    private Path directory;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path file = directory.resolve("key.priv");
        try {
            Optional<CryptosignKey> existing = NodeKeyFile.read(file);
            CryptosignKey key = existing.orElseGet(() -> CryptosignKey.generate(new SecureRandom()));
            if (existing.isEmpty()) {
                NodeKeyFile.create(key, file, directory.resolve("key.pub"), Instant.now());
            }
            out.println(key.publicKey().hex());
            out.flush();
            return ExitCode.FINE;
        } catch (NodeKeyFile.Defect e) {
            return failed(file + " " + e.getMessage() + " - remove the file, or restore it from a backup");
        } catch (FileAlreadyExistsException e) {
            return failed(e.getFile() + " exists without a private key - remove the file, or restore key.priv");
        } catch (IOException e) {
            return failed("cannot use " + file + ": " + e.getMessage());
        }
    }

    private int failed(String text) {
        spec.commandLine().getErr().println(text);
        return ExitCode.FAILED;
    }
}
