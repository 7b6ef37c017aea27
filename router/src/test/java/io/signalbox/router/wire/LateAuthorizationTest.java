package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Order of the requests of clients over sockets whose authorizer decides on other threads. */
@ParameterizedClass
@EnumSource(Wire.class)
class LateAuthorizationTest {
    private static final int REQUESTS = 300;

    @Parameter
    Wire wire;

    private final ForkJoinPool deciding = new ForkJoinPool(2);
    private SingleRealmHost host;

    /** Denies URIs below {@code denied.}, fails for URIs below {@code failed.} and allows the others, every third one at once. */
    private final class LateAuthorizer implements Authorizer {
        private int asked;

        @Override
        public Authorization authorize(AuthorizationRequest request) {
            if (++asked % 3 == 0) {
                return decision(request);
            }
            return new Authorization.Later(CompletableFuture.supplyAsync(() -> decision(request), deciding));
        }

        private static Decision decision(AuthorizationRequest request) {
            if (request.uri().startsWith("failed.")) {
                throw new IllegalStateException("scripted");
            }
            return request.uri().startsWith("denied.") ? Decision.DENIED : Decision.ALLOWED;
        }

        @Override
        public long timeoutNanos() {
            return TimeUnit.MINUTES.toNanos(1);
        }

        @Override
        public boolean hasDenied(Principal principal, Action action, String uri) {
            return false;
        }

        @Override
        public int purge(String authid, String uri) {
            return 0;
        }
    }

    @BeforeEach
    void start() throws IOException {
        host = SingleRealmHost.start(new LateAuthorizer());
    }

    @AfterEach
    void stop() {
        host.close();
        deciding.shutdownNow();
    }

    @Test
    void requests_are_answered_in_their_order() {
        try (RawWampClient client = RawWampClient.join(host.uri(), wire, "realm1")) {
            for (int request = 1; request <= REQUESTS; request++) {
                client.send(
                        switch (request % 4) {
                            case 0 -> "[16, %d, {'acknowledge': true}, 'denied.topic']".formatted(request);
                            case 1 -> "[16, %d, {'acknowledge': true}, 'failed.topic']".formatted(request);
                            case 2 -> "[34, %d, 12345]".formatted(request);
                            default -> "[16, %d, {'acknowledge': true}, 'allowed.topic']".formatted(request);
                        });
            }
            for (int request = 1; request <= REQUESTS; request++) {
                client.receives(
                        switch (request % 4) {
                            case 0 -> "[8, 16, %d, {}, 'wamp.error.not_authorized', '*']".formatted(request);
                            case 1 -> "[8, 16, %d, {}, 'wamp.error.authorization_failed', '*']".formatted(request);
                            case 2 -> "[8, 34, %d, {}, 'wamp.error.no_such_subscription', '*']".formatted(request);
                            default -> "[17, %d, '*']".formatted(request);
                        });
            }
        }
    }

    @Test
    void events_keep_the_order_of_the_publisher() {
        try (RawWampClient subscriber = RawWampClient.join(host.uri(), wire, "realm1");
                RawWampClient publisher = RawWampClient.join(host.uri(), wire, "realm1")) {
            subscriber.asks("[32, 1, {}, 'allowed.a']", "[33, 1, '*']");
            subscriber.asks("[32, 2, {}, 'allowed.b']", "[33, 2, '*']");
            for (int number = 1; number <= REQUESTS; number++) {
                String topic = number % 2 == 0 ? "allowed.a" : "allowed.b";
                publisher.send("[16, %d, {}, '%s', [%d]]".formatted(number, topic, number));
            }
            for (int number = 1; number <= REQUESTS; number++) {
                assertThat(subscriber.receive().get(4).get(0).intValue()).isEqualTo(number);
            }
        }
    }

    @Test
    void goodbye_waits_for_the_requests_before_it() {
        try (RawWampClient client = RawWampClient.join(host.uri(), wire, "realm1")) {
            for (int request = 1; request <= 20; request++) {
                client.send("[16, %d, {'acknowledge': true}, 'allowed.topic']".formatted(request));
            }
            client.send("[6, {}, 'wamp.close.close_realm']");
            for (int request = 1; request <= 20; request++) {
                client.receives("[17, %d, '*']".formatted(request));
            }
            client.receives("[6, {}, 'wamp.close.goodbye_and_out']");
        }
    }
}
