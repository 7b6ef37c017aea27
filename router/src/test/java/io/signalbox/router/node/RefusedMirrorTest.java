package io.signalbox.router.node;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Registration;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.link.LinkedNode;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.session.Timers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a router refuses to mirror is requested again after 30 seconds, which pass when the test says so. */
class RefusedMirrorTest {
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path directory;

    private final Queue<Runnable> retries = new ConcurrentLinkedQueue<>();

    /** Timers that hold the tasks of 30 seconds back. */
    private Timers timers(ScheduledThreadPoolExecutor scheduler) {
        Timers real = new ScheduledTimers(scheduler);
        return new Timers() {
            @Override
            public long nanoTime() {
                return real.nanoTime();
            }

            @Override
            public long epochMillis() {
                return real.epochMillis();
            }

            @Override
            public Timeout after(long delayNanos, Runnable task) {
                if (delayNanos != RETRY_NANOS) {
                    return real.after(delayNanos, task);
                }
                retries.add(task);
                return () -> retries.remove(task);
            }
        };
    }

    private Node start(String id, Function<ScheduledThreadPoolExecutor, Timers> clock, String... links)
            throws IOException {
        Path file = Files.writeString(directory.resolve(id + ".json"), LinkedNode.config(id, "link", true, links));
        NodeConfig config =
                new ConfigLoader(Map.of()).load(file, NodeConfig.class).config().orElseThrow();
        Node node = new NodeAssembly("test", Map.of(), clock, Node.GOODBYE_MILLIS).assemble(config);
        assertThat(node.start()).isTrue();
        node.startWorkers();
        return node;
    }

    private static WampClient client(Node node) {
        return WampClient.builder(node.addresses().getFirst(), "realm1").build();
    }

    @Test
    void a_registration_finds_its_place_although_no_event_tells_that_the_place_is_free() throws Exception {
        Node second = start("second", ScheduledTimers::new);
        int port = URI.create(second.addresses().getFirst()).getPort();
        // The link does not look at the registrations of its own node.
        String link = LinkedNode.link("rlink1", port, ", \"forward_remote_invocations\": false");
        Node first = start("first", this::timers, link);
        try (WampClient callee = client(second);
                WampClient local = client(first)) {
            WampSession session = local.connect();
            Registration own = session.register("com.example.add", call -> "local");
            callee.connect().register("com.example.add", call -> "remote");
            await().until(() -> !retries.isEmpty());
            own.unregister();

            retries.remove().run();

            await().ignoreException(WampException.class)
                    .until(() ->
                            session.call("com.example.add").as(String.class).equals("remote"));
        } finally {
            first.stop();
            second.stop();
        }
    }
}
