package io.signalbox.router.cli;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Runs a node for a moment with one client and a call from the shell, so that the JVM can record the classes that a start and a
 * call need. The launcher makes the class archive with this command.
 */
@Command(name = "warm-up", hidden = true, description = "Run a node for a moment, for the class archive.")
final class WarmUpCommand implements Callable<Integer> {
    private static final long ANSWER_SECONDS = 10;
    private static final String PROCEDURE = "io.signalbox.warm_up";

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path directory = Files.createTempDirectory("router-warm-up");
        Path file = directory.resolve("node.json");
        try (InputStream config = WarmUpCommand.class.getResourceAsStream("warm-up.json")) {
            Files.copy(config, file);
            CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
            Node node = new NodeAssembly("Signalbox-" + BuildVersion.read())
                    .assemble(checked.config().orElseThrow());
            node.start();
            talk(URI.create(node.addresses().get(0)));
            node.stop();
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
        return ExitCode.FINE;
    }

    private static void talk(URI address) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        HttpClient http = HttpClient.newHttpClient();
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("wamp.2.json")
                .buildAsync(address, new Peer(answered))
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        socket.sendText("[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{}}}]", true)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        answered.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        callFromShell(address);
        socket.abort();
    }

    private static void callFromShell(URI address) {
        String[] command = {"call", "--url", address.toString(), PROCEDURE, "1", "--kw", "a=b"};
        CommandLine shell = Main.commandLine(Map.of(), command);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        shell.setOut(nowhere).setErr(nowhere);
        int exitCode = shell.execute(command);
        if (exitCode != ExitCode.FINE) {
            throw new IllegalStateException("the call from the shell ended with exit code " + exitCode);
        }
    }

    /** Client that registers a procedure and calls the procedure. */
    private static final class Peer implements WebSocket.Listener {
        private final CompletableFuture<Void> answered;
        private final StringBuilder text = new StringBuilder();

        Peer(CompletableFuture<Void> answered) {
            this.answered = answered;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            socket.request(1);
            if (!last) {
                return null;
            }
            String message = text.toString();
            text.setLength(0);
            String[] head = message.substring(1).split("[,\\]]", 3);
            return switch (head[0]) {
                case "2" -> socket.sendText("[64,1,{},\"" + PROCEDURE + "\"]", true);
                case "65" -> socket.sendText("[48,2,{},\"" + PROCEDURE + "\",[\"x\"],{\"a\":1}]", true);
                case "68" -> socket.sendText("[70," + head[1] + ",{},[\"x\"]]", true);
                default -> {
                    answered.complete(null);
                    yield null;
                }
            };
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            answered.completeExceptionally(error);
        }
    }
}
