package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.Patience;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.realm.SessionAcceptor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins over sockets, with authentication methods of the test. */
@ParameterizedClass
@EnumSource(Wire.class)
class LoginTest {
    private static final SessionAcceptor.Times PATIENT =
            new SessionAcceptor.Times(Patience.MILLIS, Patience.MILLIS, Patience.MILLIS, Patience.MILLIS);

    @Parameter
    Wire wire;

    /** Answers that the method {@code later} awaits. */
    private final BlockingQueue<CompletableFuture<AuthStep>> awaited = new LinkedBlockingQueue<>();

    private SingleRealmHost host;

    private record Method(String method, Function<AuthRequest, AuthStep> answer) implements Authenticator {
        @Override
        public AuthStep begin(AuthRequest request) {
            return answer.apply(request);
        }
    }

    @BeforeEach
    void start() throws IOException {
        start(PATIENT);
    }

    private void start(SessionAcceptor.Times times) throws IOException {
        host = SingleRealmHost.start(
                List.of(
                        new Method("ticket", LoginTest::challenge),
                        new Method("later", request -> later()),
                        new Method("facts", request -> accepted(facts(request))),
                        new Method("broken", request -> {
                            throw new IllegalStateException("scripted");
                        })),
                times);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private static AuthStep challenge(AuthRequest request) {
        Map<String, Object> extra = Map.of(
                "session", request.session(), "challenge", "{\"nonce\": \"ü\"}", "iterations", 1000L, "salt", "s");
        return new AuthStep.Challenged(
                extra,
                (signature, answered) -> signature.equals("right") && answered.equals(Map.of("n", 1L))
                        ? accepted(Map.of("verifier", "v"))
                        : new AuthStep.Rejected("wamp.error.authentication_denied", "scripted"));
    }

    private AuthStep later() {
        CompletableFuture<AuthStep> answer = new CompletableFuture<>();
        awaited.add(answer);
        return new AuthStep.Pending(answer);
    }

    private static AuthStep accepted(Map<String, Object> extra) {
        return new AuthStep.Accepted(
                new Identity("alice", "anonymous", "scripted", "test", Optional.of("realm1"), extra));
    }

    private static Map<String, Object> facts(AuthRequest request) {
        return Map.of(
                "path", request.peer().path(),
                "subprotocol", request.peer().subprotocol(),
                "host", request.peer().headers().get("host").getFirst(),
                "authid", request.hello().authid().orElseThrow(),
                "color", request.hello().authextra().get("color"));
    }

    @Test
    void a_challenge_is_answered_and_the_identity_is_in_welcome() {
        try (RawWampClient client = connect()) {
            JsonNode challenge = client.asks(hello("ticket"), "[4, 'ticket', '*']");
            assertThat(challenge.get(2).get("challenge").textValue()).isEqualTo("{\"nonce\": \"ü\"}");
            assertThat(challenge.get(2).get("iterations").intValue()).isEqualTo(1000);
            JsonNode welcome = client.asks("[5, 'right', {'n': 1}]", "[2, '*', '*']");
            assertThat(welcome.get(1)).isEqualTo(challenge.get(2).get("session"));
            assertThat(welcome.get(2).get("authid").textValue()).isEqualTo("alice");
            assertThat(welcome.get(2).get("authextra").get("verifier").textValue())
                    .isEqualTo("v");
            client.asks("[32, 1, {}, 'a.b']", "[33, 1, '*']");
        }
    }

    @Test
    void a_wrong_answer_ends_the_connection() {
        try (RawWampClient client = connect()) {
            client.asks(hello("ticket"), "[4, 'ticket', '*']");
            client.send("[5, 'wrong', {}]");
            client.sendUnlessClosed("[5, 'right', {'n': 1}]");
            client.isAborted("wamp.error.authentication_denied");
        }
    }

    @Test
    void an_authenticator_sees_the_connection_and_hello() {
        try (RawWampClient client = connect()) {
            JsonNode extra = client.asks(hello("facts"), "[2, '*', '*']").get(2).get("authextra");
            assertThat(extra.get("path").textValue()).isEqualTo("/");
            assertThat(extra.get("subprotocol").textValue()).isEqualTo(wire.subprotocol);
            assertThat(extra.get("host").textValue()).startsWith("127.0.0.1:");
            assertThat(extra.get("authid").textValue()).isEqualTo("bob");
            assertThat(extra.get("color").textValue()).isEqualTo("blue");
        }
    }

    @Test
    void an_answer_from_another_thread_lets_the_client_join() throws InterruptedException {
        try (RawWampClient client = connect()) {
            client.send(hello("later"));
            awaitedAnswer().complete(accepted(Map.of()));
            client.receives("[2, '*', '*']");
            client.asks("[32, 1, {}, 'a.b']", "[33, 1, '*']");
        }
    }

    @Test
    void a_message_before_the_answer_is_a_violation() throws InterruptedException {
        try (RawWampClient client = connect()) {
            client.send(hello("later"));
            CompletableFuture<AuthStep> answer = awaitedAnswer();
            client.send("[32, 1, {}, 'a.b']");
            client.isAborted("wamp.error.protocol_violation");
            answer.complete(accepted(Map.of()));
        }
        nothingIsLeft();
    }

    @Test
    void a_client_that_vanishes_before_the_answer_leaves_nothing_behind() throws InterruptedException {
        RawWampClient client = connect();
        client.send(hello("later"));
        CompletableFuture<AuthStep> answer = awaitedAnswer();
        Patience.await()
                .untilAsserted(() -> assertThat(host.authentications.taken()).isOne());
        client.vanish();
        nothingIsLeft();
        answer.complete(accepted(Map.of()));
        nothingIsLeft();
    }

    @Test
    void an_authenticator_that_throws_refuses_the_client() {
        try (RawWampClient client = connect()) {
            client.send(hello("broken"));
            client.isAborted("wamp.error.authentication_failed");
        }
    }

    @Test
    void an_authenticator_that_hangs_and_a_client_that_hangs_are_given_up() throws IOException {
        host.close();
        start(new SessionAcceptor.Times(Patience.MILLIS, 200, 200, Patience.MILLIS));
        try (RawWampClient client = connect()) {
            client.send(hello("later"));
            client.isAborted("wamp.error.authentication_failed");
        }
        try (RawWampClient client = connect()) {
            client.asks(hello("ticket"), "[4, 'ticket', '*']");
            client.isAborted("wamp.error.authentication_failed");
        }
        nothingIsLeft();
    }

    private RawWampClient connect() {
        return RawWampClient.connect(host.uri(), wire);
    }

    private CompletableFuture<AuthStep> awaitedAnswer() throws InterruptedException {
        CompletableFuture<AuthStep> answer = awaited.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(answer).as("the answer that the method awaits").isNotNull();
        return answer;
    }

    private static String hello(String method) {
        return "[1, 'realm1', {'roles': {'subscriber': {}}, 'authmethods': ['%s'], 'authid': 'bob', 'authextra': {'color': 'blue'}}]"
                .formatted(method);
    }

    private void nothingIsLeft() {
        Patience.await().untilAsserted(() -> {
            assertThat(host.authentications.taken()).as("authentications").isZero();
            assertThat(host.sessions.taken()).as("sessions").isZero();
        });
    }
}
