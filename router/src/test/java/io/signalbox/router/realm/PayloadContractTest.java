package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.Action;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PayloadContractTest {
    private static final Map<String, Object> ACKNOWLEDGE = Map.of("acknowledge", true);
    private static final String INVALID_RESULT = "wamp.error.invalid_result";

    private final RealmFixture fixture = new RealmFixture();
    private final ScriptedContracts contracts = new ScriptedContracts();

    @BeforeEach
    void use_contracts() {
        fixture.contracts = contracts;
    }

    @Test
    void what_is_rejected_is_counted_and_answered() {
        ScriptedPeer publisher = fixture.joins();
        publisher.sends(new Publish(1, ACKNOWLEDGE, "under.a", ScriptedPeer.text("\"bad\"")));
        ErrorMessage error = publisher.receivesError(MessageType.PUBLISH, ErrorUri.INVALID_ARGUMENT);
        assertThat(error.details()).isEmpty();
        publisher.sends(new Publish(2, Map.of(), "under.a", ScriptedPeer.text("\"bad\"")));
        publisher.receivesNothing();
        assertThat(fixture.realm().counters().contractViolations).isEqualTo(2);
        assertThat(fixture.realm().counters().publications).isZero();
    }

    @Test
    void what_is_only_logged_passes_and_is_counted() {
        contracts.rejects = false;
        ScriptedPeer publisher = fixture.joins();
        publisher.sends(new Publish(1, ACKNOWLEDGE, "under.a", ScriptedPeer.text("\"bad\"")));
        publisher.receives(Published.class);
        assertThat(fixture.realm().counters().contractViolations).isOne();
    }

    @Test
    void who_is_denied_learns_nothing_of_the_contract() {
        fixture.role("anonymous", RealmFixture.denying(Action.CALL, "under.a"));
        ScriptedPeer caller = fixture.joins();
        caller.sends(new Call(1, Map.of(), "under.a", ScriptedPeer.text("\"bad\"")));
        caller.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
        assertThat(fixture.realm().counters().contractViolations).isZero();
    }

    @Test
    void nothing_overtakes_a_payload_that_is_checked_aside() {
        ScriptedPeer publisher = fixture.joins();
        publisher.sends(new Publish(1, ACKNOWLEDGE, "under.a", big("good")));
        publisher.sends(new Publish(2, ACKNOWLEDGE, "free.b", Payload.EMPTY));
        publisher.receivesNothing();

        contracts.aside.remove().run();
        // The transport delivers the next message before any worker has run.
        FlushBatch flushes = new FlushBatch();
        publisher.deliver(new Publish(3, ACKNOWLEDGE, "free.b", Payload.EMPTY), 1, flushes);
        flushes.flush();
        publisher.settle();

        assertThat(publisher.receives(Published.class).request()).isOne();
        assertThat(publisher.receives(Published.class).request()).isEqualTo(2);
        assertThat(publisher.receives(Published.class).request()).isEqualTo(3);
    }

    @Test
    void payloads_that_are_checked_at_the_same_time_take_effect_in_their_order() {
        ScriptedPeer publisher = fixture.joins();
        publisher.sends(new Publish(1, ACKNOWLEDGE, "under.a", big("good")));
        publisher.sends(new Publish(2, ACKNOWLEDGE, "free.b", Payload.EMPTY));
        publisher.sends(new Publish(3, ACKNOWLEDGE, "under.a", ScriptedPeer.text("\"bad\"")));
        publisher.sends(new Publish(4, ACKNOWLEDGE, "under.a", big("good")));
        publisher.sendsGarbage("scripted");

        assertThat(contracts.aside).hasSize(2);
        Runnable first = contracts.aside.remove();
        contracts.aside.remove().run();
        publisher.settle();
        publisher.receivesNothing();
        first.run();
        publisher.settle();

        assertThat(publisher.receives(Published.class).request()).isOne();
        assertThat(publisher.receives(Published.class).request()).isEqualTo(2);
        publisher.receivesError(MessageType.PUBLISH, ErrorUri.INVALID_ARGUMENT);
        assertThat(publisher.receives(Published.class).request()).isEqualTo(4);
        publisher.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
    }

    @Test
    void reading_pauses_when_the_waiting_payloads_have_used_up_the_credit() {
        ScriptedPeer publisher = fixture.joins();
        FlushBatch flushes = new FlushBatch();
        publisher.deliver(new Publish(1, ACKNOWLEDGE, "under.a", big("good")), Credit.MAX_BYTES / 2, flushes);
        flushes.flush();
        assertThat(publisher.connection.paused).isFalse();
        publisher.deliver(new Publish(2, ACKNOWLEDGE, "under.a", big("good")), Credit.MAX_BYTES / 2, flushes);
        flushes.flush();
        assertThat(publisher.connection.paused).isTrue();

        contracts.aside.remove().run();
        contracts.aside.remove().run();
        publisher.settle();
        assertThat(publisher.connection.paused).isFalse();
        assertThat(fixture.inbound.waitingBytes()).isZero();
    }

    @Test
    void a_big_payload_that_breaks_its_contract_is_rejected_like_a_small_one() {
        ScriptedPeer caller = fixture.joins();
        caller.sends(new Call(1, Map.of(), "under.a", big("bad")));
        contracts.aside.remove().run();
        caller.settle();
        caller.receivesError(MessageType.CALL, ErrorUri.INVALID_ARGUMENT);
    }

    @Test
    void a_session_that_has_gone_while_its_payload_was_checked_sends_nothing_more() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("under.a");
        ScriptedPeer publisher = fixture.joins();
        publisher.sends(new Publish(1, Map.of(), "under.a", big("good")));
        publisher.disconnects();
        contracts.aside.remove().run();
        fixture.workers.runAll();
        subscriber.receivesNothing();
    }

    @Test
    void a_check_that_fails_costs_its_session_only() {
        contracts.defect = new IllegalStateException("scripted");
        ScriptedPeer publisher = fixture.joins();
        publisher.sends(new Publish(1, Map.of(), "under.a", big("good")));
        contracts.aside.remove().run();
        publisher.settle();
        publisher.receivesAbort(Realm.INTERNAL_ERROR);
        publisher.isClosedWith(Kind.INTERNAL_ERROR);
        contracts.defect = null;
        fixture.joins()
                .sends(new Publish(1, ACKNOWLEDGE, "under.a", Payload.EMPTY))
                .receives(Published.class);
    }

    @Test
    void a_result_is_held_to_the_contract_of_its_procedure() {
        ScriptedPeer callee = fixture.joins();
        callee.registers("under.a");
        callee.receives(Registered.class);
        callee.registers("free.b");
        callee.receives(Registered.class);
        ScriptedPeer caller = fixture.joins();
        caller.calls("under.a");
        caller.calls("free.b");
        long under = callee.receives(Invocation.class).request();
        long free = callee.receives(Invocation.class).request();

        callee.sends(new Yield(free, Map.of(), ScriptedPeer.text("\"bad\"")));
        assertThat(caller.receives(Result.class).request()).isEqualTo(2);
        callee.sends(new Yield(under, Map.of(), ScriptedPeer.text("\"bad\"")));
        assertThat(caller.receivesError(MessageType.CALL, INVALID_RESULT).request())
                .isOne();
        callee.sends(new Yield(under, Map.of(), ScriptedPeer.text("\"bad\"")));
        caller.receivesNothing();
        callee.receivesNothing();
        assertThat(fixture.realm().counters().contractViolations).isOne();
    }

    @Test
    void violations_of_one_rule_are_logged_once_in_ten_seconds_and_counted_then() {
        RecordedLog log = RecordedLog.of(ContractViolations.class);
        try {
            ScriptedPeer publisher = fixture.joins();
            WampMessage bad = new Publish(1, Map.of(), "under.a", ScriptedPeer.text("\"bad\""));
            publisher.sends(bad).sends(bad).sends(bad);
            assertThat(log.lines()).hasSize(1);
            fixture.timers.advance(Duration.ofSeconds(10));
            fixture.workers.runAll();
            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .isEqualTo("realm=realm1 2 further violations of scripted rule since the last log line");
            publisher.sends(bad);
            assertThat(log.lines()).hasSize(3).element(2).isEqualTo(log.lines().getFirst());
            assertThat(log.lines().getFirst())
                    .contains("session=" + publisher.sessionId, "rejected PUBLISH: scripted rule: bad at $.args[0]");
        } finally {
            log.stop();
        }
    }

    private static Payload big(String word) {
        return ScriptedPeer.text("\"" + word + "x".repeat(5_000) + "\"");
    }
}
