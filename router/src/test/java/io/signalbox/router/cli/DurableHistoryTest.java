package io.signalbox.router.cli;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.router.Patience;
import io.signalbox.router.node.WampSocket;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Event history in a file after the node was killed. */
@DisabledOnOs(OS.WINDOWS)
class DurableHistoryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String READY = "ready in \\d+ ms: (ws://\\S+)$";
    private static final int TOPIC_LIMIT = 100_000;
    private static final int PUBLICATIONS = 500;

    @TempDir
    private Path directory;

    private Path config;
    private Process process;

    @BeforeEach
    void write_the_configuration() throws Exception {
        String store =
                """
                "store": {"type": "sqlite", "path": "events.sqlite", "limit": %d, "max_bytes": 100000000,
                          "event-history": [{"uri": "com.example.durable"}]},
                "roles":"""
                        .formatted(TOPIC_LIMIT);
        String text = Files.readString(Path.of("..", "config-examples", "contracts.json"))
                .replace("8080", "0")
                .replaceFirst("\"roles\":", Matcher.quoteReplacement(store));
        config = Files.writeString(directory.resolve("node.json"), text);
    }

    @AfterEach
    void end_the_process() {
        process.destroyForcibly();
    }

    private WampSocket start() throws Exception {
        process = NodeProcess.builder("start", "--config", config.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader log = process.inputReader();
        WampSocket peer = WampSocket.open(NodeProcess.find(log, READY).group(1));
        peer.send("[1,\"realm1\",{\"roles\":{\"publisher\":{},\"caller\":{}}}]");
        assertThat(peer.next()).startsWith("[2,");
        return peer;
    }

    @Test
    void a_killed_node_has_lost_nothing_but_the_latest_events() throws Exception {
        WampSocket publisher = start();
        Path log = directory.resolve("events.sqlite-wal");
        long sizeBefore = Files.size(log);
        List<Long> publications = new ArrayList<>();
        publications.add(publish(publisher, 1));
        // It is written although nobody asks for it and nothing follows.
        await().until(() -> Files.size(log) > sizeBefore);
        for (int i = 2; i <= PUBLICATIONS; i++) {
            publications.add(publish(publisher, i));
        }
        process.destroyForcibly();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("SIGKILL").isEqualTo(128 + 9);

        List<Long> stored = stored(start());

        assertThat(stored).isNotEmpty().isEqualTo(publications.subList(0, stored.size()));
    }

    private static long publish(WampSocket publisher, int request) throws Exception {
        publisher.send("[16,%d,{\"acknowledge\":true},\"com.example.durable\",[%d]]".formatted(request, request));
        return JSON.readTree(publisher.next()).get(2).longValue();
    }

    private static List<Long> stored(WampSocket reader) throws Exception {
        reader.send("[32,1,{},\"com.example.durable\"]");
        long subscription = JSON.readTree(reader.next()).get(2).longValue();
        reader.send("[48,2,{},\"wamp.subscription.get_events\",[%d]]".formatted(subscription));
        JsonNode result = JSON.readTree(reader.next());
        List<Long> publications = new ArrayList<>();
        result.path(3)
                .forEach(event -> publications.add(event.path("publication").longValue()));
        return publications;
    }
}
