package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Sweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Work that grows with the input of a client or with the number of sessions runs as many small tasks of the realm. */
class RealmStepsTest {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final int MANY = 1_000;

    private final RealmFixture fixture = new RealmFixture();

    RealmStepsTest() {
        fixture.maxSessions = 10_000;
        fixture.listenerQuota = new SessionQuota(10_000);
        fixture.nodeQuota = new SessionQuota(10_000);
    }

    private long tasks() {
        return fixture.realm().load().tasks();
    }

    private List<ScriptedPeer> join(int count) {
        List<ScriptedPeer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(fixture.joins());
        }
        return peers;
    }

    private static void call(ScriptedPeer caller, String procedure, Object... arguments) {
        caller.sends(new Call(caller.nextRequest(), Map.of(), procedure, JSON.payload(List.of(arguments), Map.of())));
    }

    private static Object result(ScriptedPeer caller) {
        return JSON.arguments(caller.receives(Result.class).payload()).getFirst();
    }

    @Test
    void a_session_with_many_subscriptions_leaves_in_slices_and_is_gone_at_once() {
        ScriptedPeer watcher = fixture.joins();
        watcher.subscribes("wamp.session.on_leave");
        watcher.subscribes("wamp.subscription.on_delete");
        ScriptedPeer leaving = fixture.joins();
        for (int i = 0; i < MANY; i++) {
            leaving.subscribes("a.t" + i);
        }
        long before = tasks();
        leaving.disconnects();

        assertThat(tasks() - before).isGreaterThanOrEqualTo(MANY / Sweep.SLICE_WEIGHT);
        // Events about a session's subscriptions and registrations precede the event about the session.
        List<Long> ended = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ended.add(watcher.receivesEvent().subscription());
        }
        assertThat(ended).containsOnly(ended.getFirst());
        assertThat(watcher.receivesEvent().subscription()).isNotEqualTo(ended.getFirst());
        watcher.receivesNothing();
        assertThat(fixture.realm().broker().entries()).isEqualTo(3);
    }

    @Test
    void a_procedure_of_a_session_that_is_leaving_is_free_at_once() {
        ScriptedPeer leaving = fixture.joins();
        for (int i = 0; i < MANY; i++) {
            leaving.registers("a.p" + i);
        }
        ScriptedPeer caller = fixture.joins();
        ScriptedPeer successor = fixture.joins();
        FlushBatch flushes = new FlushBatch();
        // Runs the first slice only: the workers have not run the others yet.
        fixture.realm().loop().tryRun(leavingStep(leaving), flushes);
        for (int i = 0; i < MANY; i++) {
            caller.deliver(new Call(i + 1, Map.of(), "a.p" + i, Payload.EMPTY), 100, flushes);
            successor.deliver(new Register(i + 1, Map.of(), "a.p" + i), 100, flushes);
        }
        flushes.flush();
        fixture.workers.runAll();

        for (int i = 0; i < MANY; i++) {
            caller.receivesError(MessageType.CALL, "wamp.error.no_such_procedure");
            successor.receives(Registered.class);
        }
        leaving.disconnects();
        caller.calls("a.p7");
        successor.receives(io.signalbox.protocol.message.Invocation.class);
    }

    @Test
    void events_for_a_session_that_is_leaving_are_not_counted() {
        ScriptedPeer publisher = fixture.joins();
        ScriptedPeer leaving = fixture.joins();
        for (int i = 0; i < MANY; i++) {
            leaving.subscribes("a.t" + i);
        }
        FlushBatch flushes = new FlushBatch();
        // Its first slice only: the workers have not run the others yet.
        fixture.realm().loop().tryRun(leavingStep(leaving), flushes);
        for (int i = 0; i < MANY; i++) {
            publisher.deliver(new Publish(i + 1, Map.of(), "a.t" + i, Payload.EMPTY), 100, flushes);
        }
        flushes.flush();
        fixture.workers.runAll();

        assertThat(fixture.realm().counters().publications).isEqualTo(MANY);
        assertThat(fixture.realm().counters().events).isZero();
        leaving.disconnects();
    }

    private RealmTask leavingStep(ScriptedPeer peer) {
        SessionLifecycle lifecycle = fixture.realm().sessions().lifecycle(peer.sessionId);
        return lifecycle.task("close", () -> lifecycle.lost("test"));
    }

    @Test
    void kill_all_tells_everybody_in_slices_and_answers_when_all_have_left() {
        ScriptedPeer killer = fixture.joins();
        List<ScriptedPeer> victims = join(MANY);
        killer.subscribes("wamp.session.on_leave");
        long before = tasks();
        call(killer, "wamp.session.kill_all");

        assertThat(result(killer)).isEqualTo((long) MANY);
        killer.receivesNothing();
        victims.forEach(victim -> victim.receives(Goodbye.class));
        assertThat(tasks() - before).isGreaterThanOrEqualTo(MANY * 5L / Sweep.SLICE_WEIGHT);
        call(killer, "wamp.session.count");
        assertThat(result(killer)).isEqualTo(1L);
    }

    @Test
    void kill_by_authrole_ends_many_in_slices_and_each_is_told_of() {
        ScriptedPeer killer = fixture.joins();
        join(MANY);
        killer.subscribes("wamp.session.on_leave");
        long before = tasks();
        call(killer, "wamp.session.kill_by_authrole", "anonymous");

        int events = 0;
        while (killer.connection.received.peek() instanceof Event) {
            killer.receivesEvent();
            events++;
        }
        assertThat(events).isEqualTo(MANY);
        assertThat(result(killer)).isEqualTo((long) MANY);
        assertThat(tasks() - before - events).isGreaterThanOrEqualTo(MANY * 4L / Sweep.SLICE_WEIGHT);
    }

    @Test
    void shutting_down_is_sliced() {
        List<ScriptedPeer> peers = join(MANY);
        long before = tasks();
        var emptied = fixture.realm().shutDown();
        fixture.workers.runAll();
        assertThat(tasks() - before).isGreaterThanOrEqualTo(MANY * 4L / Sweep.SLICE_WEIGHT);
        peers.forEach(peer -> peer.receives(Goodbye.class));

        before = tasks();
        fixture.timers.advance(Duration.ofSeconds(2));
        fixture.workers.runAll();
        assertThat(tasks() - before).isGreaterThanOrEqualTo(MANY * 4L / Sweep.SLICE_WEIGHT);
        assertThat(emptied).isDone();
    }

    @Test
    void calls_that_time_out_together_end_in_slices() {
        ScriptedPeer callee = fixture.joins();
        callee.registers("a.slow");
        callee.receives(Registered.class);
        ScriptedPeer caller = fixture.joins();
        for (int i = 0; i < MANY; i++) {
            caller.sends(new Call(caller.nextRequest(), Map.of("timeout", 1000L), "a.slow", Payload.EMPTY));
        }
        long before = tasks();
        fixture.timers.advance(Duration.ofSeconds(1));
        fixture.workers.runAll();
        while (caller.connection.received.size() < MANY) {
            fixture.timers.advance(Duration.ofNanos(1));
            fixture.workers.runAll();
        }

        assertThat(tasks() - before).isGreaterThanOrEqualTo(MANY / 256);
        for (int i = 0; i < MANY; i++) {
            assertThat(caller.receives(ErrorMessage.class).error()).isEqualTo("wamp.error.timeout");
        }
        assertThat(callee.connection.received).noneMatch(Interrupt.class::isInstance);
    }

    @Test
    void arguments_are_read_before_the_realm_is_entered_and_their_effects_keep_the_order() {
        ScriptedPeer peer = fixture.joins();
        FlushBatch flushes = new FlushBatch();
        List<String> roles = Collections.nCopies(5_000, "a");
        Payload large = JSON.payload(List.of(roles), Map.of());
        peer.deliver(new Call(1, Map.of(), "wamp.session.count", large), large.length(), flushes);
        // A worker parses the large call, and no later message overtakes the call.
        peer.deliver(
                new Call(2, Map.of(), "wamp.session.get", JSON.payload(List.of(peer.sessionId), Map.of())),
                50,
                flushes);
        flushes.flush();
        peer.receivesNothing();
        fixture.workers.runAll();

        assertThat(List.of(
                        peer.receives(Result.class).request(),
                        peer.receives(Result.class).request()))
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void more_arguments_than_the_bound_are_an_error_for_whoever_may_call() {
        ScriptedPeer peer = fixture.joins();
        call(peer, "wamp.session.count", Collections.nCopies(50_000, "a"));
        peer.receivesError(MessageType.CALL, ErrorUri.LIMIT_EXCEEDED);
        peer.isOpen();
    }

    @Test
    void long_answers_are_made_outside_of_the_realm() {
        ScriptedPeer caller = fixture.joins();
        ScriptedPeer callee = fixture.joins();
        for (int i = 0; i < MANY; i++) {
            callee.registers("a.p" + i);
        }
        FlushBatch flushes = new FlushBatch();
        caller.deliver(new Call(1, Map.of(), "wamp.registration.list", Payload.EMPTY), 50, flushes);
        flushes.flush();
        caller.receivesNothing();
        // The answer describes the moment of the call and does not contain later changes.
        callee.disconnects();
        fixture.workers.runAll();

        Map<?, ?> lists = (Map<?, ?>) result(caller);
        assertThat((List<?>) lists.get("exact")).hasSize(MANY);
    }
}
