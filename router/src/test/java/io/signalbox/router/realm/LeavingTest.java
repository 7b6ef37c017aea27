package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Events about the end of a session, for each way of ending (spec: Session Meta API, Subscriptions Meta API,
 * Registration Meta API, Session Testament).
 */
class LeavingTest {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private final RealmFixture fixture = new RealmFixture();
    private ScriptedPeer watcher;
    private ScriptedPeer leaver;

    /** Ways to leave a realm. */
    private enum Way {
        GOODBYE(LeavingTest::saysGoodbye),
        ABORT(LeavingTest::aborts),
        VIOLATION(test -> test.leaver.sendsGarbage("no WAMP")),
        LOSS(test -> test.leaver.disconnects()),
        KILLED_AND_ANSWERS(test -> {
            test.kill();
            saysGoodbye(test);
        }),
        KILLED_AND_LOST(test -> {
            test.kill();
            test.leaver.disconnects();
        }),
        KILLED_AND_SILENT(test -> {
            test.kill();
            test.fixture.timers.advance(Duration.ofSeconds(2));
            test.leaver.settle();
        });

        private final Consumer<LeavingTest> action;

        Way(Consumer<LeavingTest> action) {
            this.action = action;
        }
    }

    private static void saysGoodbye(LeavingTest test) {
        test.leaver.leaves();
    }

    private static void aborts(LeavingTest test) {
        test.leaver.sends(new Abort(Map.of(), "wamp.error.canceled", Payload.EMPTY));
    }

    private void kill() {
        watcher.sends(kill(leaver.sessionId));
        watcher.receives(Result.class);
    }

    private Call kill(long session) {
        return new Call(watcher.nextRequest(), Map.of(), "wamp.session.kill", ScriptedPeer.text("" + session));
    }

    private static void adds(ScriptedPeer owner, String topic, String scope) {
        Payload arguments = JSON.payload(List.of(topic, List.of(), Map.of()), Map.of("scope", scope));
        owner.sends(new Call(owner.nextRequest(), Map.of(), "wamp.session.add_testament", arguments));
        owner.receives(Result.class);
    }

    /** Returns the topics of the events that the watcher has received. The watcher has subscribed to all topics. */
    private List<Object> heard() {
        List<Object> topics = new ArrayList<>();
        while (!watcher.connection.received.isEmpty()) {
            topics.add(watcher.receivesEvent().details().get("topic"));
        }
        return topics;
    }

    @BeforeEach
    void two_sessions_of_which_one_watches() {
        watcher = fixture.joins();
        leaver = fixture.joins();
        watcher.subscribes("", Map.of("match", "prefix"));
        leaver.subscribes("a.b");
        leaver.registers("c.d");
        leaver.receives(Registered.class);
        adds(leaver, "e.destroyed", "destroyed");
        adds(leaver, "e.detached", "detached");
        watcher.connection.received.clear();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void the_others_hear_it_once_and_in_order(Way way) {
        way.action.accept(this);

        assertThat(heard())
                .containsExactly(
                        "wamp.subscription.on_unsubscribe",
                        "wamp.subscription.on_delete",
                        "wamp.registration.on_unregister",
                        "wamp.registration.on_delete",
                        "e.detached",
                        "e.destroyed",
                        "wamp.session.on_leave");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nothing_is_left_of_it(Way way) {
        way.action.accept(this);
        fixture.timers.advance(Duration.ofMinutes(1));
        fixture.workers.runAll();

        assertThat(fixture.realm().sessions().size()).isOne();
        assertThat(fixture.realm().isWithoutTestaments()).isTrue();
        assertThat(fixture.timers.waiting()).isZero();
        assertThat(fixture.nodeQuota.taken()).isOne();
    }

    @Test
    void a_session_that_has_said_goodbye_cannot_be_killed() {
        leaver.leaves();
        watcher.connection.received.clear();

        watcher.sends(kill(leaver.sessionId));

        watcher.receivesError(MessageType.CALL, "wamp.error.no_such_session");
        leaver.receives(Goodbye.class);
        leaver.receivesNothing().isOpen();
    }

    @Test
    void a_killed_session_gets_nothing_after_goodbye() {
        leaver.subscribes("x.y");
        watcher.connection.received.clear();
        kill();
        watcher.publishes("x.y");

        assertThat(leaver.receives(Goodbye.class).reason()).isEqualTo(CloseUri.KILLED);
        leaver.receivesNothing();
    }

    @Test
    void a_killed_session_that_answers_is_closed_and_no_shutdown_is_alleged() {
        kill();
        leaver.leaves();

        leaver.receives(Goodbye.class);
        leaver.receivesNothing().isClosedWith(Kind.NORMAL);
    }

    @Test
    void a_killed_session_is_neither_counted_nor_killed_again() {
        kill();
        watcher.connection.received.clear();

        watcher.calls("wamp.session.count");
        assertThat(JSON.arguments(watcher.receives(Result.class).payload())).containsExactly(1L);
        watcher.sends(kill(leaver.sessionId));
        watcher.receivesError(MessageType.CALL, "wamp.error.no_such_session");
    }

    @Test
    void killing_all_is_silent() {
        fixture.joins();
        watcher.connection.received.clear();

        watcher.calls("wamp.session.kill_all");

        assertThat(JSON.arguments(watcher.receives(Result.class).payload())).containsExactly(2L);
        watcher.receivesNothing();
        assertThat(leaver.receives(Goodbye.class).reason()).isEqualTo(CloseUri.KILLED);
        leaver.leaves();
        watcher.receivesNothing();
        assertThat(fixture.realm().isWithoutTestaments()).isTrue();
        fixture.joins();
        assertThat(heard()).as("silence is over").containsExactly("wamp.session.on_join");
    }

    @Test
    void shutdown_is_silent() {
        fixture.directory().shutDown();
        fixture.workers.runAll();

        watcher.receives(Goodbye.class);
        watcher.receivesNothing();
        assertThat(fixture.realm().isWithoutTestaments()).isTrue();
    }

    @Test
    void a_testament_does_not_reach_its_owner_on_the_same_connection_either() {
        leaver.subscribes("e.", Map.of("match", "prefix"));
        leaver.leaves();
        leaver.receives(Goodbye.class);
        leaver.sends(ScriptedPeer.hello("realm1"));

        leaver.receives(Welcome.class);
        leaver.receivesNothing();
    }

    @Test
    void two_that_kill_each_other_get_one_answer_and_no_harm() {
        watcher.sends(kill(leaver.sessionId));
        leaver.sends(new Call(99, Map.of(), "wamp.session.kill", ScriptedPeer.text("" + watcher.sessionId)));

        watcher.receives(Result.class);
        watcher.isOpen();
        leaver.receives(Goodbye.class);
        leaver.receivesNothing();
    }

    @Test
    void no_event_is_made_for_nobody() {
        RealmFixture quiet = new RealmFixture();
        ScriptedPeer subscriber = quiet.joins();
        subscriber.subscribes("a.b");
        subscriber.disconnects();

        assertThat(quiet.realm().counters().publications).isZero();
        assertThat(fixture.realm().counters().publications).isPositive();
    }

    @Test
    void a_publication_comes_before_the_leave_of_its_publisher() {
        leaver.sends(new Publish(77, Map.of(), "x.y", ScriptedPeer.text("1")));
        leaver.disconnects();

        Event first = watcher.receivesEvent();
        assertThat(first.details()).containsEntry("topic", "x.y");
        assertThat(heard()).last().isEqualTo("wamp.session.on_leave");
    }
}
