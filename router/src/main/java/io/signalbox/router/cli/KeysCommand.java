package io.signalbox.router.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command {@code keys}: the parent of the commands that make keys and secrets. */
@Command(
        name = "keys",
        description =
                "Make keys and secrets: of the node, and of clients for the methods cryptosign, wampcra and scram.",
        subcommands = {
            NodeKeysCommand.class,
            CryptosignKeysCommand.class,
            WampcraKeysCommand.class,
            ScramKeysCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  router keys node my-node                 make key.priv and key.pub of a node",
            "  router keys cryptosign --authid joe      make a pair of keys for a client",
            "  router keys wampcra --authid joe         make a salted record for a client, from a secret",
            "  router keys scram --authid joe           make a record for a client of SCRAM, from a password"
        })
final class KeysCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "add a subcommand: 'keys node', 'keys cryptosign', 'keys wampcra' or 'keys scram'");
    }
}
