package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Invocation;
import io.signalbox.client.Reply;
import io.signalbox.client.WampException;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault procedures that fail themselves. */
class FaultProcedureTest {
    private static final String[] MEMBERS = {
        "\"dispatch\": {\"procedure\": \"esb.in\"}",
        "\"outflow\": {\"procedure\": \"esb.out\"}",
        "\"fault\": {\"procedure\": \"esb.fault\"}",
        "\"on_backend_close\": \"keep\""
    };

    @TempDir
    private Path directory;

    private final BlockingQueue<String> stages = new LinkedBlockingQueue<>();

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    /** Defect of a fault procedure. */
    enum Defect {
        RAISES,
        DECIDES_ON_NOTHING
    }

    private MediatedNode mediation(Defect defect) throws IOException {
        String[] members = new String[MEMBERS.length + 1];
        System.arraycopy(MEMBERS, 0, members, 0, MEMBERS.length);
        members[MEMBERS.length] = MediatedNode.backend(server);
        MediatedNode node = MediatedNode.start(directory, members);
        node.session().register("esb.in", FaultProcedureTest::raiseOnMessage);
        node.session().register("esb.out", FaultProcedureTest::raiseOnMessage);
        node.session().register("esb.fault", fault -> {
            stages.add(fault.kwarg("stage", String.class));
            if (defect == Defect.RAISES) {
                throw new WampException("esb.error.bad", "no good");
            }
            return Reply.of().with("action", "shrug");
        });
        return node;
    }

    private static Object raiseOnMessage(Invocation invocation) {
        if (invocation.arguments().kwargOr("data", String.class, "").equals("raise")) {
            throw new WampException("esb.error.bad", "no good");
        }
        return null;
    }

    private void assertClosed(RawPeer client, String stage) throws IOException {
        RawPeer.Frame close = client.readClose();
        assertThat(close.closeCode()).as(stage).isEqualTo(1011);
        assertThat(close.closeText()).as(stage).isEqualTo("The fault procedure failed");
        assertThat(stages).containsExactly(stage);
        stages.clear();
    }

    @ParameterizedTest
    @EnumSource
    void a_fault_procedure_that_fails_closes_the_client_and_is_not_called_again(Defect defect) throws Exception {
        try (MediatedNode node = mediation(defect)) {
            try (RelayedPair pair = node.pair(server)) {
                pair.client().sendText("raise");
                assertClosed(pair.client(), "dispatch");
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().sendText("raise");
                assertClosed(pair.client(), "outflow");
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().close();
                assertClosed(pair.client(), "backend");
            }
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().send(RawPeer.CLOSE, true, new byte[] {0x0F, (byte) 0xA1});
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(4001);
                pair.client().sendText("late");
                assertClosed(pair.client(), "send");
            }
            server.close();
            try (RawPeer client = node.node().open("/chat")) {
                assertClosed(client, "connect");
            }
            assertThat(stages).isEmpty();
            assertThat(node.counter("hooksFailed")).isEqualTo(7);
        }
    }

    @Test
    void a_fault_procedure_that_does_not_decide_leaves_the_usual_end() throws Exception {
        try (MediatedNode node = MediatedNode.start(directory, MEMBERS[2], MediatedNode.backend(server))) {
            node.record("esb.fault");
            server.close();
            try (RawPeer client = node.node().open("/chat")) {
                assertThat(client.readClose().closeCode()).isEqualTo(1014);
            }
        }
    }
}
