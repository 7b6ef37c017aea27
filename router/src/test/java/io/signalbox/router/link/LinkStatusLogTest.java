package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.auth.Authentication;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.realm.RecordedLog;
import io.signalbox.router.session.Timers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log lines of a link. */
class LinkStatusLogTest {
    @TempDir
    private Path directory;

    private final RecordedLog log = RecordedLog.of(RouterLink.class);
    private final Delays delays = new Delays();

    /** Timers whose tasks a test runs. */
    private static final class Delays implements Timers {
        private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

        private record Entry(long nanos, Runnable task) {}

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long epochMillis() {
            return 0;
        }

        @Override
        public Timeout after(long delayNanos, Runnable task) {
            Entry entry = new Entry(delayNanos, task);
            entries.add(entry);
            return () -> entries.remove(entry);
        }

        /** Runs the task with a delay in a range, and returns whether there was one. */
        boolean runOne(long minMillis, long maxMillis) {
            for (Entry entry : entries) {
                long millis = TimeUnit.NANOSECONDS.toMillis(entry.nanos);
                if (millis >= minMillis && millis <= maxMillis && entries.remove(entry)) {
                    entry.task.run();
                    return true;
                }
            }
            return false;
        }
    }

    @AfterEach
    void stop() {
        log.stop();
    }

    private LinkConfig config(String reconnect) throws IOException {
        String link = LinkedNode.link("rlink1", 1, "")
                .replace("\"reconnect\": {\"initial_delay\": 20, \"max_delay\": 100}", "\"reconnect\": " + reconnect);
        Path file = Files.writeString(directory.resolve("link.json"), LinkedNode.config("first", "link", true, link));
        return new ConfigLoader(Map.of())
                .load(file, NodeConfig.class)
                .config()
                .orElseThrow()
                .routers()
                .getFirst()
                .realms()
                .getFirst()
                .rlinks()
                .getFirst();
    }

    private RouterLink link(String reconnect, int localPort, int remotePort) throws IOException {
        return new RouterLink(
                config(reconnect),
                "realm1",
                "first",
                () -> client(localPort),
                () -> client(remotePort),
                delays,
                new SplittableRandom(1));
    }

    private static WampClientBuilder client(int port) {
        return WampClient.builder("ws://127.0.0.1:" + port + "/", "realm1")
                .authentication(Authentication.ticket("link", "secret"));
    }

    private void awaitLine(String part) {
        await().until(() -> log.lines().stream().anyMatch(line -> line.contains(part)));
    }

    @Test
    void the_log_has_since_when_a_link_is_up_its_reconnects_its_last_error_and_what_it_mirrors() throws Exception {
        try (LinkedNode first = LinkedNode.start(directory, "first");
                LinkedNode second = LinkedNode.start(directory, "second");
                ForwardingSocket socket = new ForwardingSocket(second.webSocketPort())) {
            second.session().subscribe("com.example.a", event -> {});
            second.session().subscribe("com.example.b", event -> {});
            second.session().register("com.example.c", call -> null);
            RouterLink link = link("{\"initial_delay\": 20, \"max_delay\": 100}", first.webSocketPort(), socket.port());
            link.start();
            awaitLine("is up: remote realm=realm1 node=second reconnects=0");
            await().until(() -> link.counters().get("remote_subscriptions") == 2
                    && link.counters().get("remote_registrations") == 1);

            socket.cut();
            awaitLine("is lost: ");
            assertThat(log.lines().getLast())
                    .startsWith("link=rlink1 realm=realm1 is lost: ")
                    .contains("; next attempt in ")
                    .endsWith("; the link was up since 1970-01-01T00:00:00Z: reconnects=0"
                            + " mirrored={remote_subscriptions=2, local_subscriptions=0, remote_registrations=1,"
                            + " local_registrations=0}");
            assertThat(delays.runOne(10_000, 10_000))
                    .as("no status of a link that is lost")
                    .isFalse();

            socket.restore();
            await().until(() -> {
                delays.runOne(0, 100);
                return log.lines().stream().anyMatch(line -> line.contains("node=second reconnects=1"));
            });
            await().until(() -> link.counters().get("remote_subscriptions") == 2
                    && link.counters().get("remote_registrations") == 1);
            assertThat(delays.runOne(10_000, 10_000)).isTrue();
            assertThat(log.lines().getLast())
                    .startsWith("link=rlink1 realm=realm1 up since 1970-01-01T00:00:00Z: reconnects=1"
                            + " mirrored={remote_subscriptions=2, local_subscriptions=0, remote_registrations=1,"
                            + " local_registrations=0} last_error='")
                    .doesNotEndWith("'none'");
            link.stop();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"enabled\": false}; 1; set 'enabled' of 'reconnect' to true for further attempts",
                "{\"max_attempts\": 2}; 2; raise 'max_attempts' of 'reconnect' (2) for further attempts"
            })
    void a_link_has_failed_after_as_many_attempts_as_its_transport_permits(
            String reconnect, int attempts, String remedy) throws Exception {
        ForwardingSocket closed = new ForwardingSocket(1);
        closed.close();
        RouterLink link = link(reconnect, closed.port(), closed.port());
        link.start();
        await().until(() -> {
            delays.runOne(0, 1_000);
            return link.status().get("state").equals("failed");
        });
        assertThat(log.lines()).hasSize(attempts);
        assertThat(log.lines().subList(0, attempts - 1))
                .allMatch(line -> line.startsWith("link=rlink1 realm=realm1 is not up: "));
        assertThat(log.lines().getLast())
                .startsWith("link=rlink1 realm=realm1 has failed: ")
                .endsWith(" - " + remedy);
    }
}
