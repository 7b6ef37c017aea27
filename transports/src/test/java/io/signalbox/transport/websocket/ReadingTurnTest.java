package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two peers of one selector, of which one sends what takes long. */
class ReadingTurnTest {
    private static final int COSTLY_MESSAGES = 200;
    private static final long COST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final List<Long> delivered = new CopyOnWriteArrayList<>();
    private final CountDownLatch bothHaveSent = new CountDownLatch(1);
    private volatile boolean costlyIsRead;
    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = TestHost.start();
        node.acceptor.react((accepted, publish, flushes) -> {
            if (publish.request() <= COSTLY_MESSAGES) {
                costlyIsRead = true;
                waitForBoth();
                long beginNanos = System.nanoTime();
                while (System.nanoTime() - beginNanos < COST_NANOS) {
                    Thread.onSpinWait();
                }
            }
            delivered.add(publish.request());
        });
    }

    private void waitForBoth() {
        try {
            assertThat(bothHaveSent.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wamp.2.json", "wamp.2.json.batched"})
    void one_peer_does_not_keep_the_others_waiting_for_all_that_it_has_sent(String subprotocol) throws IOException {
        boolean batched = subprotocol.endsWith("batched");
        try (RawPeer costly = RawPeer.open(node.uri(), subprotocol);
                RawPeer other = RawPeer.open(node.uri(), "wamp.2.json")) {
            await().until(() -> node.acceptor.accepted().size() == 2);
            ByteArrayOutputStream messages = new ByteArrayOutputStream();
            for (int request = 1; request <= COSTLY_MESSAGES; request++) {
                byte[] message = publish(request, batched ? "\u001e" : "");
                messages.writeBytes(batched ? message : RawPeer.frame(RawPeer.TEXT, true, message));
            }
            byte[] all = messages.toByteArray();
            costly.write(batched ? RawPeer.frame(RawPeer.TEXT, true, all) : all);
            await().until(() -> costlyIsRead);
            other.send(RawPeer.TEXT, true, publish(1_000, ""));
            bothHaveSent.countDown();
            await().until(() -> delivered.size() == COSTLY_MESSAGES + 1);
            assertThat(delivered.indexOf(1_000L)).isLessThan(COSTLY_MESSAGES / 2);
            assertThat(delivered).filteredOn(request -> request < 1_000).isSorted();
        }
    }

    private static byte[] publish(long request, String end) {
        return ("[16," + request + ",{},\"a.b\"]" + end).getBytes(StandardCharsets.UTF_8);
    }
}
