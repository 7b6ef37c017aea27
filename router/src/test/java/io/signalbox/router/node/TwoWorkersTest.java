package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.realm.ScheduledTimers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two workers with realms of the same name, and one file for the event histories of both. */
class TwoWorkersTest {
    private static final String WORKER =
            """
            {"type": "router", "id": "%s",
             "realms": [{"name": "realm1",
               "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
                 {"call": true, "register": true, "publish": true, "subscribe": true}}]}],
               "store": {"type": "sqlite", "path": "events.sqlite", "event-history": [{"uri": "com.example.topic"}]}}],
             "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}
            """;

    /** Most clients of this test do not answer GOODBYE. */
    private static final long GOODBYE_MILLIS = 20;

    private final ListAppender<ILoggingEvent> access = new ListAppender<>();

    @TempDir
    private Path directory;

    private Node node;

    @BeforeEach
    void record_the_access_log() {
        access.start();
        logger().addAppender(access);
    }

    @AfterEach
    void stop_the_node() {
        logger().detachAppender(access);
        node.stop();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(LogConfiguration.ACCESS);
    }

    private void start(String... workers) throws Exception {
        start(GOODBYE_MILLIS, workers);
    }

    private void start(long goodbyeMillis, String... workers) throws Exception {
        String text = "{\"version\": 2, \"workers\": ["
                + String.join(
                        ", ", List.of(workers).stream().map(WORKER::formatted).toList()) + "]}";
        Path file = Files.writeString(directory.resolve("node.json"), text);
        node = new NodeAssembly("test", Map.of(), ScheduledTimers::new, goodbyeMillis)
                .assemble(new ConfigLoader(Map.of())
                        .load(file, NodeConfig.class)
                        .config()
                        .orElseThrow());
        node.start();
    }

    private WampSocket join(int worker) throws Exception {
        WampSocket peer = WampSocket.open(node.addresses().get(worker));
        peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{},\"subscriber\":{},\"publisher\":{}}}]");
        assertThat(peer.next()).startsWith("[2,").contains("\"realm\":\"realm1\"");
        return peer;
    }

    private static void publish(WampSocket peer, String argument) throws Exception {
        peer.send("[16,9,{\"acknowledge\":true},\"com.example.topic\",[\"" + argument + "\"]]");
        assertThat(peer.next()).startsWith("[17,9,");
    }

    private static String history(WampSocket peer) throws Exception {
        peer.send("[32,5,{},\"com.example.topic\"]");
        String subscription = peer.next().replaceAll("\\[33,5,(\\d+)]", "$1");
        peer.send("[48,6,{},\"wamp.subscription.get_events\",[" + subscription + "]]");
        return peer.next();
    }

    @Test
    void sessions_meet_within_their_worker_only() throws Exception {
        start("first", "second");
        WampSocket one = join(0);
        WampSocket two = join(1);
        for (WampSocket peer : List.of(one, two)) {
            peer.send("[64,1,{},\"com.example.echo\"]");
            assertThat(peer.next())
                    .as("a procedure of this name is free in each realm")
                    .startsWith("[65,1,");
            peer.send("[48,2,{},\"wamp.session.count\"]");
            assertThat(peer.next()).isEqualTo("[50,2,{},[1]]");
            peer.send("[32,3,{},\"com.example.topic\"]");
            assertThat(peer.next()).startsWith("[33,3,");
        }
        publish(one, "of the first");
        two.send("[48,4,{},\"com.example.echo\",[7]]");
        assertThat(two.next())
                .as("the call reaches the callee of the own worker, and no event came before")
                .matches("\\[68,1,.*\\[7]]");
    }

    @Test
    void transports_of_two_workers_with_the_same_id_have_names_of_their_own() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Node.class);
        logger.addAppender(lines);
        try {
            start("first", "second");
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("listener 'first/transport1' "))
                .anyMatch(line -> line.startsWith("listener 'second/transport1' "));
        join(0);
        assertThat(access.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(line -> line.contains(" transport=first/transport1 "));
    }

    @Test
    void log_lines_name_the_worker() throws Exception {
        start("first", "second");
        join(0);
        join(1);
        assertThat(access.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("join realm=first/realm1 session="),
                        line -> assertThat(line).startsWith("join realm=second/realm1 session="));
    }

    @Test
    void histories_in_one_file_are_apart_and_survive_a_second_worker() throws Exception {
        start("first");
        publish(join(0), "of the first");
        node.stop();

        start("first", "second");
        publish(join(1), "of the second");
        assertThat(history(join(0))).contains("of the first").doesNotContain("of the second");
        assertThat(history(join(1))).contains("of the second").doesNotContain("of the first");
        node.stop();

        start("first");
        assertThat(history(join(0))).contains("of the first").doesNotContain("of the second");
    }

    @Test
    void the_stop_says_goodbye_in_both() throws Exception {
        start(Node.GOODBYE_MILLIS, "first", "second");
        List<WampSocket> peers = List.of(join(0), join(1));
        Thread stopper = new Thread(node::stop);
        stopper.start();
        for (WampSocket peer : peers) {
            assertThat(peer.next()).isEqualTo("[6,{},\"wamp.close.system_shutdown\"]");
            peer.answerGoodbye();
            assertThat(peer.next()).isEqualTo("closed 1001");
        }
        stopper.join();
        assertThat(access.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("leave realm=first/realm1 "))
                .anyMatch(line -> line.startsWith("leave realm=second/realm1 "));
    }
}
