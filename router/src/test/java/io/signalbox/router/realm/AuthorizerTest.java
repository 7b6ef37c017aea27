package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.authz.DynamicAuthorizer;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.session.Action;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Procedures of the router and deliveries under an authorizer. */
class AuthorizerTest {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final String PURGE = "signalbox.authorization.purge";

    private final RealmFixture fixture = new RealmFixture();
    private ScriptedPeer backend;
    private ScriptedPeer user;

    @BeforeEach
    void begin() {
        fixture.dynamicRole(
                "user",
                rule("wamp.", MatchPolicy.PREFIX, Action.CALL, Action.SUBSCRIBE),
                rule("com.app.", MatchPolicy.EXACT, Action.SUBSCRIBE),
                rule("com.app.free", MatchPolicy.EXACT, Action.SUBSCRIBE));
        backend = fixture.joins();
        backend.registers(RealmFixture.AUTHORIZER);
        backend.receives(Registered.class);
        user = fixture.joins("user");
    }

    private static PermissionRule rule(String uri, MatchPolicy match, Action... actions) {
        return new PermissionRule(uri, match, Set.of(actions), EnumSet.noneOf(Action.class));
    }

    private static void calls(ScriptedPeer caller, String procedure, Object... arguments) {
        caller.sends(new Call(caller.nextRequest(), Map.of(), procedure, JSON.payload(List.of(arguments), Map.of())));
    }

    private void addsTestament(String topic) {
        calls(user, "wamp.session.add_testament", topic, List.of(), Map.of());
    }

    private Invocation isAsked() {
        return backend.receives(Invocation.class);
    }

    private void answers(Invocation question, Object answer) {
        backend.sends(new Yield(question.request(), Map.of(), JSON.payload(List.of(answer), Map.of())));
        user.settle();
    }

    @Test
    void the_authorizer_learns_who_wants_what() {
        addsTestament("com.app.last");

        List<Object> arguments = JSON.arguments(isAsked().payload());

        assertThat(arguments).hasSize(4);
        assertThat(arguments.get(0))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("session", user.sessionId)
                .containsEntry("authrole", "user")
                .containsEntry("authmethod", "anonymous")
                .containsEntry("authprovider", "static")
                .containsKeys("authid", "transport");
        assertThat(arguments.get(1)).isEqualTo("com.app.last");
        assertThat(arguments.get(2)).isEqualTo("publish");
        assertThat(arguments.get(3)).isEqualTo(Map.of());
    }

    @Test
    void a_testament_waits_for_its_authorization() {
        backend.subscribes("com.app.last");
        addsTestament("com.app.last");
        Invocation question = isAsked();
        user.receivesNothing();

        answers(question, true);
        user.receives(Result.class);
        user.disconnects();

        assertThat(backend.receives(Event.class)).isNotNull();
    }

    @Test
    void a_testament_that_is_denied_is_not_published() {
        backend.subscribes("com.app.last");
        addsTestament("com.app.last");

        answers(isAsked(), false);
        user.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
        user.disconnects();

        backend.receivesNothing();
    }

    @Test
    void a_testament_of_a_client_that_leaves_meanwhile_is_not_kept() {
        addsTestament("com.app.last");
        Invocation question = isAsked();
        user.disconnects();

        answers(question, true);

        assertThat(fixture.realm().isWithoutTestaments()).isTrue();
        assertThat(fixture.realm().counters().failedTasks).isZero();
    }

    @Test
    void an_authorizer_that_answers_nonsense_has_not_decided() {
        addsTestament("com.app.last");

        answers(isAsked(), "yes");

        user.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
    }

    @Test
    void an_authorizer_that_raises_an_error_has_not_decided() {
        addsTestament("com.app.last");

        backend.sends(new ErrorMessage(
                MessageType.INVOCATION, isAsked().request(), Map.of(), "com.example.broken", Payload.EMPTY));
        user.settle();

        user.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
    }

    @Test
    void a_defect_behind_an_authorizer_is_logged_with_its_stack_trace() {
        RealmFixture own = new RealmFixture();
        DynamicAuthorizer broken = new DynamicAuthorizer(
                new DynamicAuthorizer.Target(
                        "broken", StaticPermissions.beforeAuthorizer(List.of()), "com.authorize", 1),
                (procedure, arguments, timeoutNanos) -> {
                    throw new IllegalStateException("scripted");
                },
                own.decisions,
                own.timers,
                own.workers);
        own.role("broken", broken);
        RecordedLog log = RecordedLog.of(FailedAuthorizations.class);
        try {
            ScriptedPeer peer = own.joins("broken");
            peer.calls("com.app.any");
            peer.settle();
            peer.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
            assertThat(log.lines()).singleElement().asString().contains("com.authorize: ", "scripted");
            assertThat(log.traces()).containsExactly(IllegalStateException.class.getName());
        } finally {
            log.stop();
        }
    }

    @Test
    void an_authorizer_that_does_not_answer_has_not_decided() {
        addsTestament("com.app.last");
        isAsked();

        fixture.timers.advance(RealmFixture.AUTHORIZER_TIMEOUT);
        user.settle();

        user.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
    }

    @Test
    void an_authorizer_that_leaves_has_not_decided() {
        addsTestament("com.app.last");
        isAsked();

        backend.disconnects();
        user.settle();

        user.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
        addsTestament("com.app.last");
        user.receivesError(MessageType.CALL, ErrorUri.AUTHORIZATION_FAILED);
    }

    @Test
    void a_decision_is_kept_only_when_the_authorizer_says_so() {
        addsTestament("com.app.last");
        answers(isAsked(), true);
        addsTestament("com.app.last");
        answers(isAsked(), Map.of("allow", true, "cache", true));
        addsTestament("com.app.last");

        backend.receivesNothing();
        for (int i = 0; i < 3; i++) {
            user.receives(Result.class);
        }
    }

    @Test
    void a_kept_decision_ends_with_a_purge() {
        addsTestament("com.app.last");
        answers(isAsked(), Map.of("allow", true, "cache", true));

        calls(backend, PURGE);
        assertThat(JSON.arguments(backend.receives(Result.class).payload())).containsExactly(1L);
        addsTestament("com.app.last");

        isAsked();
    }

    @Test
    void a_purge_is_restricted_by_role_user_and_uri() {
        addsTestament("com.app.last");
        answers(isAsked(), Map.of("allow", true, "cache", true));
        for (Map<String, String> others :
                List.of(Map.of("authrole", "x"), Map.of("authid", "x"), Map.of("uri", "com.app"))) {
            backend.sends(new Call(backend.nextRequest(), Map.of(), PURGE, JSON.payload(List.of(), others)));
            assertThat(JSON.arguments(backend.receives(Result.class).payload())).containsExactly(0L);
        }

        Map<String, String> all = Map.of("authrole", "user", "uri", "com.app.last");
        backend.sends(new Call(backend.nextRequest(), Map.of(), PURGE, JSON.payload(List.of(), all)));

        assertThat(JSON.arguments(backend.receives(Result.class).payload())).containsExactly(1L);
    }

    @Test
    void an_answer_from_before_a_purge_is_not_kept() {
        addsTestament("com.app.last");
        Invocation question = isAsked();
        calls(backend, PURGE);
        backend.receives(Result.class);

        answers(question, Map.of("allow", true, "cache", true));
        user.receives(Result.class);
        addsTestament("com.app.last");

        isAsked();
    }

    @Test
    void history_needs_the_permission_to_subscribe() {
        long subscription = backend.subscribes("com.app.secret");
        calls(user, "wamp.subscription.get_events", subscription);

        Invocation question = isAsked();
        assertThat(JSON.arguments(question.payload()).subList(1, 4))
                .containsExactly("com.app.secret", "subscribe", Map.of("match", "exact"));
        answers(question, false);

        user.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
    }

    /** Has the authorizer deny a topic, and the router keep the decision. */
    private void deniesForLater(String topic) {
        long subscription = backend.subscribes(topic);
        calls(user, "wamp.subscription.get_events", subscription);
        answers(isAsked(), Map.of("allow", false, "cache", true));
        user.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
        backend.unsubscribes(subscription);
        backend.connection.received.clear();
    }

    @Test
    void under_a_pattern_a_kept_denial_of_the_topic_counts_and_otherwise_the_answer_for_the_pattern() {
        user.subscribes("com.app.", Map.of("match", "prefix"));
        deniesForLater("com.app.secret");

        backend.publishes("com.app.secret");
        user.receivesNothing();
        assertThat(fixture.realm().counters().deniedDeliveries).isEqualTo(1);
        backend.publishes("com.app.other");
        user.receivesEvent();
        fixture.timers.advance(Duration.ofMinutes(1));
        backend.publishes("com.app.secret");
        user.receivesEvent();
    }

    @Test
    void a_kept_denial_is_of_one_user() {
        ScriptedPeer other = fixture.connects(List.of(new AnonymousAuth("user", new Random(8))))
                .joins();
        user.subscribes("com.app.", Map.of("match", "prefix"));
        other.subscribes("com.app.", Map.of("match", "prefix"));
        deniesForLater("com.app.secret");

        backend.publishes("com.app.secret");

        user.receivesNothing();
        other.receivesEvent();
    }

    @Test
    void retained_events_stand_under_the_same_rules() {
        for (String topic : List.of("com.app.free", "com.app.other", "com.app.secret")) {
            backend.sends(new Publish(backend.nextRequest(), Map.of("retain", true), topic, ScriptedPeer.text("1")));
        }
        deniesForLater("com.app.secret");

        user.subscribes("com.app.", Map.of("match", "prefix", "get_retained", true));

        assertThat(user.receivesEvent().details()).containsEntry("topic", "com.app.free");
        assertThat(user.receivesEvent().details()).containsEntry("topic", "com.app.other");
        user.receivesNothing();
    }
}
