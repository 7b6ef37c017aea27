package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Yield;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That a realm wires its loop, broker and dealer together. */
class RealmTest {
    private static final PublishTerms DEFAULT_TERMS = PublishTerms.of(new Publish(1, Map.of(), "a.b", Payload.EMPTY));

    private final RealmFixture fixture = new RealmFixture();

    private ScriptedPeer joinsAsCallee(String procedure) {
        ScriptedPeer callee = fixture.joins();
        callee.registers(procedure);
        callee.receives(Registered.class);
        return callee;
    }

    @Test
    void a_call_is_answered_by_its_callee() {
        ScriptedPeer callee = joinsAsCallee("a.b");
        ScriptedPeer caller = fixture.joins();
        caller.calls("a.b");
        Payload answer = ScriptedPeer.text("42");

        callee.sends(new Yield(callee.receives(Invocation.class).request(), Map.of(), answer));

        assertThat(caller.receives(Result.class).payload()).isSameAs(answer);
    }

    @Test
    void a_call_times_out_inside_the_realm() {
        joinsAsCallee("a.b");
        ScriptedPeer caller = fixture.joins();
        caller.sends(new Call(1, Map.of("timeout", 100L), "a.b", Payload.EMPTY));

        fixture.timers.advance(Duration.ofMillis(100));
        caller.receivesNothing();
        fixture.workers.runAll();

        caller.receivesError(MessageType.CALL, ErrorUri.TIMEOUT);
    }

    @Test
    void a_publication_weighs_the_more_the_more_it_reaches() {
        for (int i = 0; i < 128; i++) {
            fixture.joins().subscribes("a.b");
        }
        Membership publisher = memberOf(fixture.joins());

        assertThat(publisher.take(new Publish(1, Map.of(), "a.b", Payload.EMPTY), DEFAULT_TERMS, null))
                .isEqualTo(3);
        assertThat(publisher.take(new Publish(2, Map.of(), "nobody", Payload.EMPTY), DEFAULT_TERMS, null))
                .isOne();
    }

    @Test
    void peers_cannot_forge_lines_of_the_log() {
        assertThat(Membership.printable("wamp.close\njoin realm=x\u2028")).isEqualTo("wamp.close?join realm=x?");
        assertThat(Membership.printable("x".repeat(1_000))).hasSize(200);
    }

    private Membership memberOf(ScriptedPeer peer) {
        List<Membership> all = fixture.realm().sessions().all();
        return all.stream()
                .filter(member -> member.session().id() == peer.sessionId)
                .findFirst()
                .orElseThrow();
    }
}
