package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Event;
import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The types that docs/ARCHITECTURE.md lists for a PUBLISH are those on the call stacks between read and write. */
class PublishWayTest {
    private static final int MAX_TYPES = 20;
    private static final Pattern ROW = Pattern.compile("\\| \\d+ \\| `(\\w+)#\\w+` \\|.*");

    /** Types that turn bytes into frames and messages and back. */
    private static final Set<String> CODECS =
            Set.of("FrameReader", "Decoding", "MessageDecoder", "MessageEncoder", "WebSocketFraming");

    /** Types between the recorded connection and the socket. */
    private static final Set<String> CONNECTION = Set.of("FramedConnection", "Outbox", "MessageWriter", "SocketWriter");

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** The stack of each EVENT that entered an outbox, then the stack of each flush, outermost call first. */
    private final ConcurrentLinkedQueue<List<String>> sends = new ConcurrentLinkedQueue<>();

    private final ConcurrentLinkedQueue<List<String>> flushes = new ConcurrentLinkedQueue<>();

    @Test
    void the_documented_way_has_all_types_of_the_call_stacks() throws IOException {
        List<String> documented = documented();
        assertThat(documented).hasSizeBetween(2, MAX_TYPES).doesNotHaveDuplicates();

        try (SingleRealmHost host = SingleRealmHost.start(this::recording);
                PlainPeer publisher = PlainPeer.join(host.uri());
                PlainPeer subscriber = PlainPeer.join(host.uri())) {
            subscriber.send("[32,1,{},\"com.example.topic\"]");
            assertThat(subscriber.receive()).startsWith("[33,");
            flushes.clear();
            publisher.send("[16,7,{},\"com.example.topic\",[1]]");
            assertThat(subscriber.receive()).startsWith("[36,");
        }
        assertThat(sends).hasSize(1);
        Set<String> passed = new LinkedHashSet<>(sends.element());
        assertThat(documented).containsSubsequence(passed);
        passed.addAll(flushes.element());
        passed.addAll(CODECS);
        passed.addAll(CONNECTION);
        assertThat(documented).containsExactlyInAnyOrderElementsOf(passed);
    }

    private static List<String> documented() throws IOException {
        List<String> types = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "ARCHITECTURE.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                types.add(row.group(1));
            }
        }
        return types;
    }

    private static List<String> stack() {
        List<String> types = WALKER.walk(frames -> frames.map(StackFrame::getDeclaringClass)
                .filter(type -> type.getName().startsWith("io.signalbox."))
                .map(PublishWayTest::outermost)
                .filter(type -> type != PublishWayTest.class)
                .map(Class::getSimpleName)
                .toList());
        return types.reversed();
    }

    private static Class<?> outermost(Class<?> type) {
        return type.getEnclosingClass() == null ? type : outermost(type.getEnclosingClass());
    }

    private ConnectionAcceptor recording(ConnectionAcceptor acceptor) {
        return connection -> acceptor.accept(new RecordedConnection(connection));
    }

    /** Connection that records who sends and who flushes. */
    private final class RecordedConnection implements WampConnection {
        private final WampConnection connection;

        RecordedConnection(WampConnection connection) {
            this.connection = connection;
        }

        @Override
        public boolean send(OutboundFrame frame) {
            if (frame.message() instanceof Event) {
                sends.add(stack());
            }
            return connection.send(frame);
        }

        @Override
        public void flush() {
            flushes.add(stack());
            connection.flush();
        }

        @Override
        public PeerInfo peer() {
            return connection.peer();
        }

        @Override
        public void close(CloseReason reason) {
            connection.close(reason);
        }

        @Override
        public void pauseReading() {
            connection.pauseReading();
        }

        @Override
        public void resumeReading() {
            connection.resumeReading();
        }

        @Override
        public long backlogBytes() {
            return connection.backlogBytes();
        }

        @Override
        public void overrideSlowConsumer(SlowConsumerOverride role) {
            connection.overrideSlowConsumer(role);
        }
    }
}
