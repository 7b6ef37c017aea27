package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More at once than anybody wants. */
class OverloadTest {
    private static final int MAX_PENDING_CALLS = 1_024;
    private static final int RECONNECTING = 300;

    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @Test
    void a_caller_that_floods_a_callee_which_never_answers_is_not_read_beyond_its_pending_calls() throws IOException {
        try (RawWampClient callee = RawWampClient.join(NODE.uri(), "realm1");
                PlainPeer caller = PlainPeer.join(NODE.uri())) {
            callee.asks("[64, 1, {}, 'flooded']", "[65, 1, '*']");
            ByteArrayOutputStream calls = new ByteArrayOutputStream();
            for (int i = 1; i <= 2 * MAX_PENDING_CALLS; i++) {
                calls.writeBytes(PlainPeer.frame("[48," + i + ",{},\"flooded\"]"));
            }
            caller.write(calls.toByteArray());
            for (int i = 1; i <= MAX_PENDING_CALLS; i++) {
                callee.receives("[68, %d, '*', {}]".formatted(i));
            }
            callee.hasNothingMore();
            for (int i = 1; i <= 2 * MAX_PENDING_CALLS; i++) {
                if (i > MAX_PENDING_CALLS) {
                    callee.receives("[68, %d, '*', {}]".formatted(i));
                }
                callee.send("[70, %d, {}]".formatted(i));
                assertThat(caller.receive()).isEqualTo("[50," + i + ",{}]");
            }
        }
    }

    @Test
    void many_clients_that_come_at_once_are_all_let_in_and_disturb_nobody() throws IOException {
        List<PlainPeer> peers = new ArrayList<>();
        try (RawWampClient member = RawWampClient.join(NODE.uri(), "realm1")) {
            for (int i = 0; i < RECONNECTING; i++) {
                peers.add(PlainPeer.dial(NODE.uri()));
            }
            member.hasNothingMore();
            for (PlainPeer peer : peers) {
                peer.awaitUpgrade();
                peer.hello();
            }
            member.hasNothingMore();
            for (PlainPeer peer : peers) {
                assertThat(peer.receive()).startsWith("[2,");
            }
            member.hasNothingMore();
        } finally {
            for (PlainPeer peer : peers) {
                peer.close();
            }
        }
    }
}
