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
import io.signalbox.router.session.PrintableText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Wiring of loop, broker and dealer in a realm. */
class RealmTest {
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
        SessionLifecycle publisher = lifecycleOf(fixture.joins());

        assertThat(publish(publisher, 1, "a.b")).isEqualTo(3);
        assertThat(publish(publisher, 2, "nobody")).isOne();
    }

    @Test
    void peers_cannot_forge_lines_of_the_log() {
        assertThat(PrintableText.of("wamp.close\njoin realm=x\u2028")).isEqualTo("wamp.close?join realm=x?");
        assertThat(PrintableText.of("x".repeat(1_000))).hasSize(200);
    }

    private static int publish(SessionLifecycle publisher, long request, String topic) {
        Publish publish = new Publish(request, Map.of(), topic, Payload.EMPTY);
        return new InboundMessage(publisher, publish, 20, null).run();
    }

    private SessionLifecycle lifecycleOf(ScriptedPeer peer) {
        List<SessionLifecycle> all = fixture.realm().sessions().lifecycles();
        return all.stream()
                .filter(lifecycle -> lifecycle.session().id() == peer.sessionId)
                .findFirst()
                .orElseThrow();
    }
}
