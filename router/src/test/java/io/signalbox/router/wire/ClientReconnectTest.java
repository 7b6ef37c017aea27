package io.signalbox.router.wire;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Reconnect;
import io.signalbox.client.SessionDetails;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.wire.TransportsNode.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The Java client while the node is restarted. */
class ClientReconnectTest {
    private static final String REALM =
            """
            {"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
              {"call": true, "register": true, "publish": true, "subscribe": true}},
              {"uri": "wamp.*", "allow": {"call": true}}]}]}""";

    private static final Reconnect SOON =
            new Reconnect(Duration.ofMillis(10), Duration.ofMillis(50), 2, 0.3, -1, false);

    @TempDir
    private Path directory;

    private TransportsNode node() throws Exception {
        return new TransportsNode(
                directory,
                REALM,
                "",
                Arrays.stream(Kind.values())
                        .collect(Collectors.toMap(
                                kind -> kind,
                                kind -> "{\"anonymous\": {\"type\": \"static\", \"role\": \"anonymous\"}}")));
    }

    private WampClient client() {
        return WampClient.builder("rs+unix:" + directory.resolve("node.sock"), "realm1")
                .reconnect(SOON)
                .build();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ten_restarts_of_the_node_under_load_leave_nothing_behind() throws Exception {
        long handles = handles();
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        TransportsNode node = node();
        WampClient callee = client();
        WampClient caller = client();
        callee.connect().register("com.example.echo", call -> call.arg(0, Integer.class));
        WampSession session = caller.connect();
        BlockingQueue<SessionDetails> calleeJoins = new LinkedBlockingQueue<>();
        callee.session().onJoin(calleeJoins::add);
        Load load = new Load(session);
        for (int restart = 0; restart < 10; restart++) {
            load.awaitProgress();
            node.close();
            node = node();
            assertThat(calleeJoins.poll(Patience.SECONDS, TimeUnit.SECONDS))
                    .as("session after restart %d", restart)
                    .isNotNull();
        }
        load.awaitProgress();
        load.stop();
        assertThat(load.otherErrors).isEmpty();
        assertThat(session.call("wamp.session.count").as(Integer.class)).isEqualTo(2);
        long registration =
                session.call("wamp.registration.lookup", "com.example.echo").as(Long.class);
        assertThat(session.call("wamp.registration.count_callees", registration).as(Integer.class))
                .isEqualTo(1);
        callee.close();
        caller.close();
        node.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !threads.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("wamp-client")));
        await().untilAsserted(() -> assertThat(handles()).isLessThanOrEqualTo(handles));
    }

    /** Returns the number of open sockets and selectors of this process. */
    private static long handles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(ClientReconnectTest::isHandle).count();
        }
    }

    private static boolean isHandle(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.startsWith("anon_inode:");
        } catch (IOException closed) {
            return false;
        }
    }

    /** Calls on several threads, without a pause while there is a session. */
    private static final class Load {
        private static final int CALLERS = 8;
        private static final long PAUSE_NANOS = 1_000_000;
        private static final Set<String> OF_RESTARTS = Set.of(
                WampException.NOT_CONNECTED,
                WampException.CONNECTION_LOST,
                "wamp.close.system_shutdown",
                "wamp.error.no_such_procedure",
                "wamp.error.canceled",
                "wamp.error.no_available_callee");

        final Set<String> otherErrors = ConcurrentHashMap.newKeySet();
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicBoolean isStopped = new AtomicBoolean();
        private final Thread[] callers = new Thread[CALLERS];

        Load(WampSession session) {
            Arrays.setAll(callers, number -> Thread.ofPlatform().start(() -> call(session, number)));
        }

        private void call(WampSession session, int number) {
            while (!isStopped.get()) {
                try {
                    assertThat(session.call("com.example.echo", number).as(Integer.class))
                            .isEqualTo(number);
                    answered.incrementAndGet();
                } catch (WampException e) {
                    if (!OF_RESTARTS.contains(e.uri())) {
                        otherErrors.add(e.getMessage());
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }

        void awaitProgress() {
            int before = answered.get();
            await().until(() -> answered.get() > before + 100);
        }

        void stop() throws InterruptedException {
            isStopped.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }
    }
}
