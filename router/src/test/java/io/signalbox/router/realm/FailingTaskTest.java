package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import org.junit.jupiter.api.Test;

class FailingTaskTest {
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void a_request_that_fails_ends_its_session_and_no_other() {
        fixture.role("broken", (action, uri, match) -> {
            throw new IllegalStateException("defect");
        });
        ScriptedPeer other = fixture.joins();
        other.subscribes("a.b");
        ScriptedPeer peer = fixture.joins("broken");

        peer.publishes("a.b");

        peer.receivesAbort(Realm.INTERNAL_ERROR);
        peer.isClosedWith(Kind.INTERNAL_ERROR);
        assertThat(fixture.realm().counters().failedTasks).isOne();
        assertThat(fixture.realm().sessions().size()).isOne();
        fixture.joins().publishes("a.b");
        other.receivesEvent();
    }
}
