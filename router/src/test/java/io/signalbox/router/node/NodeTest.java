package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.Patience;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.HistoryBounds;
import io.signalbox.router.store.RealmLabel;
import io.signalbox.router.store.SqliteStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
    /** Timers that never expire. */
    private static final Timers NO_TIME_PASSES = new Timers() {
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
            return () -> {};
        }
    };

    @TempDir
    private Path directory;

    private Node node;

    @AfterEach
    void stop_the_node() {
        if (node != null) {
            node.stop();
        }
    }

    @Test
    void one_client_calls_another() throws Exception {
        node = start(0);
        WampSocket callee = join();
        callee.send("[64,1,{},\"com.example.add\"]");
        assertThat(callee.next()).startsWith("[65,1,");
        WampSocket caller = join();
        caller.send("[48,7,{},\"com.example.add\",[2,3]]");
        String invocation = callee.next();
        assertThat(invocation).startsWith("[68,1,").endsWith("[2,3]]");
        callee.send("[70,1,{},[5]]");
        assertThat(caller.next()).isEqualTo("[50,7,{},[5]]");
    }

    @Test
    void a_port_of_zero_is_shown_as_the_one_that_was_bound() throws Exception {
        node = start(0);
        assertThat(node.addresses()).singleElement().asString().matches("ws://127\\.0\\.0\\.1:[1-9]\\d*/ws");
    }

    @Test
    void files_are_served_beside_wamp() throws Exception {
        Files.createDirectory(directory.resolve("web"));
        Files.writeString(directory.resolve("web/index.html"), "<p>hello</p>");
        node = start(0);
        URI root = URI.create(node.addresses().get(0).replace("ws:", "http:")).resolve("/");
        HttpClient http = HttpClient.newHttpClient();
        assertThat(http.send(HttpRequest.newBuilder(root).build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("<p>hello</p>");
    }

    @Test
    void stopping_says_goodbye_to_every_session_behind_what_is_pending() throws Exception {
        node = start(0, new NodeAssembly("test", Map.of(), scheduler -> NO_TIME_PASSES, Patience.MILLIS));
        WampSocket one = join();
        WampSocket two = join();
        one.send("[32,1,{},\"com.example.topic\"]");
        assertThat(one.next()).startsWith("[33,1,");
        Thread stopper = new Thread(node::stop);
        stopper.start();
        for (WampSocket peer : new WampSocket[] {one, two}) {
            assertThat(peer.next()).isEqualTo("[6,{},\"wamp.close.system_shutdown\"]");
            peer.answerGoodbye();
            assertThat(peer.next()).isEqualTo("closed 1001");
        }
        stopper.join(Patience.MILLIS);
        assertThat(stopper.isAlive()).isFalse();
    }

    @Test
    void a_client_that_does_not_answer_goodbye_is_cut() throws Exception {
        node = start(0, new NodeAssembly("test", Map.of(), ScheduledTimers::new, Patience.MILLIS));
        WampSocket peer = join();
        node.stop();
        assertThat(peer.next()).startsWith("[6,");
        assertThat(peer.next()).isEqualTo("closed 1001");
    }

    @Test
    void a_port_in_use_is_named_with_a_remedy() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> start(port))
                    .isInstanceOf(IOException.class)
                    .hasMessage(directory.resolve("node.json") + ":31:33: error: $.workers[0].transports[0].endpoint:"
                            + " listener 'transport1': cannot listen on 127.0.0.1:" + port
                            + ": Address already in use - stop the process that uses this port, or set another"
                            + " 'port'");
        }
    }

    @Test
    void a_stop_beside_a_start_leaves_nothing_open() throws Exception {
        ScriptedListener second = new ScriptedListener();
        ScriptedListener first = new ScriptedListener();
        Node scripted = node(List.of(), first, second);
        first.starts = scripted::stop;
        assertThat(scripted.start()).isFalse();
        assertThat(first.ended.getCount()).isZero();
        assertThat(second.started).isFalse();
    }

    @Test
    void a_listener_that_stands_still_does_not_hold_the_stop_which_says_so() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedListener stuck = new ScriptedListener();
        stuck.stops = () -> never.await();
        ScriptedListener other = new ScriptedListener();
        Node scripted = node(List.of(), stuck, other);
        assertThat(scripted.start()).isTrue();
        long begin = System.nanoTime();
        assertThat(scripted.stop()).isFalse();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(Patience.MILLIS);
        assertThat(other.ended.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        never.countDown();
    }

    @Test
    void a_file_that_cannot_be_used_is_named_with_its_place() throws Exception {
        Path file = Files.writeString(directory.resolve("events.sqlite"), "no database, as anybody can see here");
        ScriptedListener listener = new ScriptedListener();
        Node scripted = node(List.of(store(file)), listener);
        assertThatIOException()
                .isThrownBy(scripted::start)
                .withMessageStartingWith("node.json:1:2: error: $.here: the event history in " + file);
        assertThat(listener.started).isFalse();
    }

    @Test
    void a_disk_that_stands_still_does_not_hold_the_stop_which_fails_for_every_caller() throws Exception {
        SqliteStore store = store(directory.resolve("events.sqlite"));
        EventHistory history = store.history(
                RealmLabel.of("worker001", "realm1", false),
                MatchPolicy.EXACT,
                "com.example.topic",
                new HistoryBounds(9, 0));
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ScriptedListener listener = new ScriptedListener();
        Node scripted = node(List.of(store), listener);
        assertThat(scripted.start()).isTrue();
        // The thread of the store stays in this answer as it would in a call of the system.
        history.topics(topics -> {
            standing.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(standing.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(scripted.stop()).isFalse();
        assertThat(scripted.stop()).isFalse();
        assertThat(listener.ended.getCount()).isZero();
        never.countDown();
    }

    private SqliteStore store(Path file) {
        return new SqliteStore(file, 1 << 20, InstantSource.system());
    }

    private static Node node(List<SqliteStore> files, Listener... listeners) {
        ConfigPlace place = new ConfigPlace("node.json", 1, 2, "$.here");
        Node.Parts parts = new Node.Parts(
                Stream.of(listeners).map(one -> new Placed<>(one, place)).toList(),
                List.of(),
                List.of(),
                List.of(),
                files.stream().map(one -> new Placed<>(one, place)).toList(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return new Node(parts, NodeThreads.start(), 100);
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private static final class ScriptedListener implements Listener {
        Step starts = () -> {};
        Step stops = () -> {};
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean started;

        @Override
        public String id() {
            return "scripted";
        }

        @Override
        public void start() {
            started = true;
            run(starts);
        }

        @Override
        public String address() {
            return "ws://scripted/";
        }

        @Override
        public void stopAccepting() {}

        @Override
        public void stop() {
            run(stops);
            ended.countDown();
        }

        private static void run(Step step) {
            try {
                step.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private WampSocket join() throws Exception {
        WampSocket peer = WampSocket.open(node.addresses().get(0));
        peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{},\"subscriber\":{}}}]");
        assertThat(peer.next()).startsWith("[2,");
        return peer;
    }

    private Node start(int port) throws IOException {
        return start(port, new NodeAssembly("test"));
    }

    private Node start(int port, NodeAssembly assembly) throws IOException {
        Files.createDirectories(directory.resolve("web"));
        String text = Files.readString(Path.of("..", "config-examples", "hello.json"))
                .replaceAll("(\"port\": )\\d+", "$1" + port);
        Path file = Files.writeString(directory.resolve("node.json"), text);
        Node started = assembly.assemble(
                new ConfigLoader(Map.of()).load(file, NodeConfig.class).config().orElseThrow());
        started.start();
        return started;
    }
}
