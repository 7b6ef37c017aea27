package io.signalbox.router.shell;

import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import picocli.CommandLine;

/** A node in this process, and the commands of the shell against the node. */
final class ShellNode implements AutoCloseable {
    /** Private key of the user joe. */
    static final String KEY = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";

    /** Fingerprint of the certificate of the user joe. */
    private static final String CERTIFICATE = "59:C6:97:4B:89:6F:80:4D:F4:BE:1A:1B:13:67:6F:AE:27:3D:D5:89";

    private static final String PUBLIC_KEY = "PUBLIC";

    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
                {"call": true, "register": true, "publish": true, "subscribe": true}, "disclose": {"caller": true}}]}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}, "paths": {
                "/": {"type": "nodeinfo"},
                "ws": {"type": "websocket", "auth": {"anonymous": {"type": "static", "role": "anonymous"}}},
                "token": {"type": "websocket", "auth": {"jwt": {"type": "static", "issuer": "%s", "audience": ["%s"],
                  "algorithms": ["HS256"], "secret": "%s", "default-role": "anonymous"}}},
                "login": {"type": "websocket", "auth": {
                  "ticket": {"type": "static", "principals": {"joe": {"ticket": "secret1", "role": "anonymous"}}},
                  "wampcra": {"type": "static", "users": {"joe": {"secret": "secret2", "role": "anonymous"}}},
                  "scram": {"type": "static", "principals": {"joe": SCRAM}},
                  "cryptosign": {"type": "static", "principals": {"joe":
                    {"authorized_keys": ["PUBLIC"], "role": "anonymous"}}}}}}},
                {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0,
                    "tls": {"key": "node.key", "certificate": "node.crt", "ca_certificates": ["clients.crt"],
                      "client_certificate": "optional"}},
                  "auth": {"tls": {"type": "static", "principals": {"joe":
                    {"certificate-sha1": "%s", "role": "anonymous"}}}}}]}]}
            """
                    .formatted(TokenIssuer.ISSUER, TokenIssuer.AUDIENCE, TokenIssuer.SECRET, CERTIFICATE);

    private final Node node;
    private final String address;

    ShellNode(Path directory, String publicKey, String scramPrincipal) throws Exception {
        for (String name : List.of("node.key", "node.crt", "clients.crt", "joe.pem")) {
            try (InputStream in = ShellNode.class.getResourceAsStream("/tls/" + name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
        String text = CONFIG.replace(PUBLIC_KEY, publicKey).replace("SCRAM", scramPrincipal);
        Path file = Files.writeString(directory.resolve("node.json"), text);
        node = new NodeAssembly("Signalbox-test")
                .assemble(new ConfigLoader(Map.of())
                        .load(file, NodeConfig.class)
                        .config()
                        .orElseThrow());
        node.start();
        address = node.addresses().getFirst().replaceFirst("/(ws|login)$", "");
    }

    /** Returns the URL of the transport that asks for a certificate. */
    String certificateUrl() {
        return node.addresses().getLast().replace("127.0.0.1", "localhost");
    }

    String url(String path) {
        return address + "/" + path;
    }

    /** Result of a command. */
    record Outcome(int exitCode, String out, String err) {}

    /** A command that runs in a thread of its own. */
    static final class Running {
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        private Thread thread;

        String out() {
            return out.toString();
        }

        String err() {
            return err.toString();
        }

        Outcome end() {
            return new Outcome(exitCode.join(), out(), err());
        }

        /** Ends the command as a defect would: tests have no signals. */
        void interrupt() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }

    Outcome run(Function<Map<String, String>, Callable<Integer>> command, String... arguments) {
        return run(command, Map.of(), arguments);
    }

    Outcome run(
            Function<Map<String, String>, Callable<Integer>> command,
            Map<String, String> environment,
            String... arguments) {
        return begin(command, environment, arguments).end();
    }

    Running begin(
            Function<Map<String, String>, Callable<Integer>> command,
            Map<String, String> environment,
            String... arguments) {
        Map<String, String> variables = new HashMap<>(Map.of("ROUTER_URL", url("ws")));
        variables.putAll(environment);
        Running running = new Running();
        CommandLine line = new CommandLine(command.apply(variables))
                .setOut(new PrintWriter(running.out))
                .setErr(new PrintWriter(running.err));
        running.thread = Thread.ofVirtual().start(() -> running.exitCode.complete(line.execute(arguments)));
        return running;
    }

    @Override
    public void close() {
        node.stop();
    }
}
