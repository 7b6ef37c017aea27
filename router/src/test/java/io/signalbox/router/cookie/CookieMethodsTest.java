package io.signalbox.router.cookie;

import static io.signalbox.router.cookie.CookieScene.client;
import static io.signalbox.router.cookie.CookieScene.issued;
import static io.signalbox.router.cookie.CookieScene.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.ClientLogin;
import io.signalbox.router.auth.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Spec: Cookie-based Authentication. */
class CookieMethodsTest {
    private static final Identity JOE =
            new Identity("joe", "user", "ticket", "static", Optional.empty(), Map.of("team", Map.of("id", 7)));

    private final CookieScene scene = new CookieScene(10);
    private String onlyRole = "user";
    private final CookieMethods methods = new CookieMethods((realm, role) -> role.equals(onlyRole), scene);

    @Test
    void a_client_that_has_logged_in_joins_with_its_cookie_as_the_same_user() {
        CookieTracker.Recognition first = scene.tracker(true).recognize(List.of(), true);
        assertThat(methods.cookie().applies(request(first))).isFalse();
        assertThat(methods.remembering(ticket(new AuthStep.Accepted(JOE))).begin(request(first)))
                .isInstanceOf(AuthStep.Accepted.class);

        AuthRequest second = request(scene.tracker(true).recognize(List.of(issued(first)), true));
        assertThat(methods.cookie().applies(second)).isTrue();
        AuthStep.Accepted accepted = (AuthStep.Accepted) methods.cookie().begin(second);
        assertThat(accepted.identity())
                .isEqualTo(new Identity(
                        "joe", "user", "ticket", "cookie", Optional.of("realm1"), Map.of("team", Map.of("id", 7))));
        assertThat(accepted.login()).isNotSameAs(ClientLogin.NONE);
    }

    @Test
    void only_the_end_of_an_authentication_makes_a_login() {
        AuthStep accepted = new AuthStep.Accepted(JOE);
        AuthStep challenged = new AuthStep.Challenged(
                Map.of(), (signature, extra) -> signature.equals("right") ? accepted : rejected());
        AuthStep late =
                new AuthStep.Pending(CompletableFuture.completedFuture(new AuthStep.Delayed(1, () -> accepted)));
        Authenticator asking = methods.remembering(ticket(challenged));

        CookieTracker.Recognition wrong = scene.tracker(true).recognize(List.of(), true);
        ((AuthStep.Challenged) asking.begin(request(wrong))).next().answer("wrong", Map.of());
        assertThat(scene.table.size()).isZero();

        CookieTracker.Recognition right = scene.tracker(true).recognize(List.of(), true);
        ((AuthStep.Challenged) asking.begin(request(right))).next().answer("right", Map.of());
        assertThat(scene.authid(issued(right))).contains("joe");

        CookieTracker.Recognition delayed = scene.tracker(true).recognize(List.of(), true);
        AuthStep.Pending pending =
                (AuthStep.Pending) methods.remembering(ticket(late)).begin(request(delayed));
        AuthStep.Delayed delay =
                (AuthStep.Delayed) pending.later().toCompletableFuture().join();
        assertThat(scene.authid(issued(delayed))).isEmpty();
        delay.next().get();
        assertThat(scene.authid(issued(delayed))).contains("joe");
    }

    @Test
    void no_cookie_stands_for_a_certificate() {
        Identity joe = new Identity("joe", "user", "tls", "static");
        CookieTracker.Recognition first = scene.tracker(true).recognize(List.of(), true);
        methods.remembering(named("tls", new AuthStep.Accepted(joe))).begin(request(first));
        assertThat(scene.table.size()).isZero();
        assertThat(CookieMethods.haveLogin(List.of("anonymous", "tls", "cookie")))
                .isFalse();
        assertThat(CookieMethods.haveLogin(List.of("tls", "ticket"))).isTrue();
    }

    @Test
    void a_client_whose_role_does_not_exist_has_no_login() {
        CookieTracker.Recognition first = scene.tracker(true).recognize(List.of(), true);
        onlyRole = "other";
        methods.remembering(ticket(new AuthStep.Accepted(JOE))).begin(request(first));
        assertThat(scene.table.size()).isZero();
    }

    @Test
    void a_login_whose_role_is_gone_leaves_the_client_to_its_next_method() {
        String cookie = scene.logIn("joe");
        AuthRequest request = request(scene.tracker(true).recognize(List.of(cookie), true));
        onlyRole = "other";
        assertThat(methods.cookie().applies(request)).isFalse();
        assertThat(methods.cookie().begin(request)).isInstanceOf(AuthStep.Rejected.class);
        onlyRole = "user";
        assertThat(methods.cookie().applies(request)).isTrue();
    }

    @Test
    void an_anonymous_client_has_the_name_of_its_cookie_and_no_login() {
        onlyRole = "anonymous";
        Authenticator anonymous = methods.remembering(new AnonymousAuth("anonymous", new Random(1)));
        CookieTracker.Recognition first = scene.tracker(false).recognize(List.of(), true);
        AuthStep.Accepted accepted = (AuthStep.Accepted) anonymous.begin(request(first));
        assertThat(accepted.identity().authid()).isEqualTo(first.client().publicName());
        CookieTracker.Recognition second = scene.tracker(false).recognize(List.of(issued(first)), true);
        assertThat(((AuthStep.Accepted) anonymous.begin(request(second)))
                        .identity()
                        .authid())
                .isEqualTo(first.client().publicName());
        assertThat(methods.cookie().applies(request(second))).isFalse();
    }

    @Test
    void an_anonymous_session_leaves_the_login_of_the_cookie_as_it_is() {
        String cookie = scene.logIn("joe");
        onlyRole = "anonymous";
        methods.remembering(new AnonymousAuth("anonymous", new Random(1)))
                .begin(request(scene.tracker(true).recognize(List.of(cookie), true)));
        assertThat(scene.authid(cookie)).contains("joe");
    }

    @Test
    void a_client_waits_for_the_disk_but_not_for_long() {
        CompletableFuture<Void> disk = new CompletableFuture<>();
        CookieTable slow = new CookieTable(new CookieTable.Limits(10, 1 << 20), scene, Runnable::run, change -> disk);
        CookieTracker tracker = new CookieTracker(CookieScene.ATTRIBUTES, slow, true, new Random(1));
        Authenticator method = methods.remembering(ticket(new AuthStep.Accepted(JOE)));
        CompletableFuture<? extends AuthStep> first = pending(method, tracker);
        CompletableFuture<? extends AuthStep> second = pending(method, tracker);
        scene.advance(Duration.ofMillis(899));
        assertThat(first).isNotDone();
        disk.complete(null);
        assertThat(first).isCompletedWithValueMatching(step -> step instanceof AuthStep.Accepted);
        assertThat(second).isCompletedWithValueMatching(step -> step instanceof AuthStep.Accepted);
        assertThat(scene.waitingTimers()).isZero();
    }

    @Test
    void a_client_joins_although_the_disk_blocks() {
        CookieTable blocked = new CookieTable(
                new CookieTable.Limits(10, 1 << 20), scene, Runnable::run, change -> new CompletableFuture<>());
        CompletableFuture<? extends AuthStep> answer = pending(
                methods.remembering(ticket(new AuthStep.Accepted(JOE))),
                new CookieTracker(CookieScene.ATTRIBUTES, blocked, true, new Random(1)));
        scene.advance(Duration.ofMillis(900));
        assertThat(answer).isCompletedWithValueMatching(step -> step instanceof AuthStep.Accepted);
    }

    @Test
    void the_proof_of_the_router_is_not_repeated() {
        Identity identity = new Identity(
                "joe",
                "user",
                "wamp-scram",
                "static",
                Optional.empty(),
                Map.of("verifier", "proof", "scram_server_signature", "of the client"));
        assertThat(StoredLogin.of(identity, "realm1").identity().extra())
                .isEqualTo(Map.of("scram_server_signature", "of the client"));
    }

    @Test
    void no_text_of_a_login_shows_authextra() {
        ConnectionCookie client = client(scene.tracker(true).recognize(List.of(), true));
        client.keep(StoredLogin.of(JOE, "realm1")).join();
        assertThat(client.login().toString()).contains("joe").doesNotContain("team");
    }

    private static CompletableFuture<? extends AuthStep> pending(Authenticator method, CookieTracker tracker) {
        AuthStep step = method.begin(request(tracker.recognize(List.of(), true)));
        return ((AuthStep.Pending) step).later().toCompletableFuture();
    }

    private static AuthStep rejected() {
        return new AuthStep.Rejected("wamp.error.authentication_denied", "wrong");
    }

    private static Authenticator ticket(AuthStep step) {
        return named("ticket", step);
    }

    private static Authenticator named(String name, AuthStep step) {
        return new Authenticator() {
            @Override
            public String method() {
                return name;
            }

            @Override
            public AuthStep begin(AuthRequest request) {
                return step;
            }
        };
    }
}
