package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Calls to pattern registrations whose callees have an authorizer. */
class CalleeAuthorizationTest {
    private static final Map<String, Object> SHARED = Map.of("match", "prefix", "invoke", "roundrobin");
    private static final Map<String, Object> SHARED_ONE_EACH =
            Map.of("match", "prefix", "invoke", "roundrobin", "concurrency", 1L);

    private final ScriptedRealm realm = new ScriptedRealm(
            SessionLimits.DEFAULTS,
            false,
            new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.queued.", MatchPolicy.PREFIX, 10))));
    private final CachedDenials denials = new CachedDenials();
    private final RouterRole role =
            new RouterRole("user", (action, uri, match) -> Decision.UNDECIDED, SlowConsumerOverride.NONE, denials);
    private final ScriptedPeer caller = realm.peer();
    private final ScriptedPeer alice = realm.peer(ScriptedRealm.ALL_FEATURES, role);
    private final ScriptedPeer bob = realm.peer(ScriptedRealm.ALL_FEATURES, role);

    /** Authorizer that was asked before and has denied some procedures to some users. */
    private static final class CachedDenials implements Authorizer {
        private final Set<String> denied = new HashSet<>();

        void deny(ScriptedPeer user, String uri) {
            denied.add(user.session().principal().authid() + " " + uri);
        }

        @Override
        public boolean hasDenied(Principal principal, Action action, String uri) {
            assertThat(action).isEqualTo(Action.REGISTER);
            return denied.contains(principal.authid() + " " + uri);
        }

        @Override
        public Authorization authorize(AuthorizationRequest request) {
            throw new AssertionError("a call asks no authorizer about its callees");
        }

        @Override
        public long timeoutNanos() {
            return 1;
        }

        @Override
        public int purge(String authid, String uri) {
            return 0;
        }
    }

    @Test
    void without_a_kept_denial_the_answer_for_the_pattern_counts() throws ProtocolViolation {
        alice.registers("com.", Map.of("match", "prefix"));

        caller.calls(1, "com.any");

        alice.receivesInvocation();
    }

    @Test
    void a_callee_with_a_kept_denial_is_passed_over() throws ProtocolViolation {
        alice.registers("com.", SHARED);
        bob.registers("com.", SHARED);
        denials.deny(alice, "com.secret");

        caller.calls(1, "com.secret");
        caller.calls(2, "com.secret");

        alice.receivesNothing();
        bob.receivesInvocation();
        bob.receivesInvocation();
    }

    @Test
    void without_another_callee_the_procedure_does_not_exist() throws ProtocolViolation {
        alice.registers("com.", SHARED);
        denials.deny(alice, "com.secret");

        caller.calls(1, "com.secret");

        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
    }

    @Test
    void a_waiting_call_goes_to_the_callee_without_a_denial() throws ProtocolViolation {
        alice.registers("com.queued.", SHARED_ONE_EACH);
        bob.registers("com.queued.", SHARED_ONE_EACH);
        caller.calls(1, "com.queued.a");
        caller.calls(2, "com.queued.b");
        caller.calls(3, "com.queued.secret");
        denials.deny(alice, "com.queued.secret");

        alice.yields(alice.receivesInvocation().request());
        alice.receivesNothing();
        bob.yields(bob.receivesInvocation().request());

        assertThat(bob.receivesInvocation().details()).containsEntry("procedure", "com.queued.secret");
    }

    @Test
    void a_waiting_call_that_has_lost_its_last_callee_fails() throws ProtocolViolation {
        alice.registers("com.queued.", SHARED_ONE_EACH);
        caller.calls(1, "com.queued.a");
        caller.calls(2, "com.queued.secret");
        denials.deny(alice, "com.queued.secret");

        alice.yields(alice.receivesInvocation().request());

        caller.receivesResult(1);
        caller.receivesError(2, ErrorUri.NO_SUCH_PROCEDURE);
        alice.receivesNothing();
    }
}
