package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.SessionLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A caller and a callee in a realm with call queues of three. */
abstract class CallQueueScene {
    static final String NO_ROOM = "crossbar.error.max_concurrency_reached";
    static final CallRules RULES = new CallRules(
            0,
            0,
            List.of(
                    new CallRules.QueueLimit("com.queued", MatchPolicy.EXACT, 3),
                    new CallRules.QueueLimit("com.pattern.", MatchPolicy.PREFIX, 3)));
    static final Map<String, Object> ONE = Map.of("concurrency", 1L);
    static final Map<String, Object> ONE_OF_MANY = Map.of("concurrency", 1L, "invoke", "roundrobin");

    final ScriptedRealm realm = new ScriptedRealm(SessionLimits.DEFAULTS, false, RULES);
    final ScriptedPeer caller = realm.peer();
    final ScriptedPeer callee = realm.peer();

    @AfterEach
    void nothing_is_left_when_all_have_gone() {
        caller.leaves();
        callee.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }

    void answers(ScriptedPeer peer, long request) throws ProtocolViolation {
        peer.yields(peer.receivesInvocation().request());
        caller.receivesResult(request);
    }
}
