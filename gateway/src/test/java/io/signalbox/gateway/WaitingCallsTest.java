package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of mediations that leave while the call about them waits for its turn. */
class WaitingCallsTest {
    @TempDir
    private Path directory;

    private static void awaitWaiting(MediatedNode node, int calls) {
        Patience.await().until(() -> node.counter("hooksWaiting") == calls);
    }

    @Test
    void procedures_are_not_told_of_a_client_that_leaves_before_the_call_about_it_had_a_turn() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (MediatedNode node = MediatedNode.start(
                directory,
                "\"dispatch\": {\"procedure\": \"esb.in\"}",
                "\"fault\": {\"procedure\": \"esb.fault\"}",
                "\"options\": {\"max_pending_calls\": 1}")) {
            node.session().register("esb.in", invocation -> {
                String type = invocation.kwarg("type", String.class);
                told.add(type.equals("message") ? invocation.kwarg("data", String.class) : type);
                if (told.contains("work")) {
                    answers.await();
                }
                return null;
            });
            node.session().register("esb.fault", fault -> told.add("fault at " + fault.kwarg("stage", String.class)));
            RawPeer working = node.node().open("/chat");
            assertThat(MediatedNode.next(told)).isEqualTo("open");
            working.sendText("work");
            // Stays in the queue, so that no other call begins meanwhile.
            Patience.await().until(() -> told.contains("work"));
            RawPeer closing = node.node().open("/chat");
            awaitWaiting(node, 1);
            closing.send(RawPeer.CLOSE, true, new byte[] {0x03, (byte) 0xE8});
            assertThat(closing.readClose().closeCode()).isEqualTo(1000);
            awaitWaiting(node, 0);
            RawPeer ending = node.node().open("/chat");
            awaitWaiting(node, 1);
            ending.close();
            awaitWaiting(node, 0);
            RawPeer sending = node.node().open("/chat");
            awaitWaiting(node, 1);
            sending.sendText("last words");
            sending.close();
            answers.countDown();
            List<String> calls = new ArrayList<>();
            while (calls.size() < 5) {
                calls.add(MediatedNode.next(told));
            }
            assertThat(calls).containsExactly("work", "open", "last words", "fault at client", "close");
            working.sendText("more");
            assertThat(MediatedNode.next(told)).isEqualTo("more");
            working.close();
        }
    }
}
