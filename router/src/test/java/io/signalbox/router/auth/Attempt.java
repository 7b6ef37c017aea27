package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.ClientRole;
import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.router.Patience;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;

/** An attempt of a client to authenticate with one method. */
final class Attempt {
    static final long SESSION = 4711;

    private final Authenticator method;
    private final AuthRequest request;
    private AuthStep step;

    /** @param authid null for none */
    Attempt(Authenticator method, String authid, Map<String, Object> authextra) {
        this(method, authid, authextra, Optional.empty());
    }

    Attempt(Authenticator method, String authid, Map<String, Object> authextra, Optional<SSLSession> tls) {
        this.method = method;
        request = request(List.of(method.method()), authid, authextra, tls);
    }

    /** Returns the request of a client that offers these methods. */
    static AuthRequest offering(List<String> methods) {
        return request(methods, null, Map.of(), Optional.empty());
    }

    private static AuthRequest request(
            List<String> methods, String authid, Map<String, Object> authextra, Optional<SSLSession> tls) {
        HelloDetails hello = new HelloDetails(
                Map.of(ClientRole.CALLER, Set.of()),
                methods,
                Optional.ofNullable(authid),
                Optional.empty(),
                Optional.empty(),
                authextra);
        PeerInfo peer = new PeerInfo(
                "listener1",
                "websocket",
                "10.0.0.1:5000",
                WireFormat.JSON,
                tls.isPresent(),
                Map.of(),
                "/ws",
                "wamp.2.json",
                tls,
                Optional.empty());
        return new AuthRequest(SESSION, Optional.of("realm1"), hello, peer);
    }

    /** Returns the identity for which failed attempts are counted. */
    String claim() {
        return method.claim(request);
    }

    boolean applies() {
        return method.applies(request);
    }

    /** Returns the first answer to HELLO, which may come later. */
    AuthStep begin() {
        return method.begin(request);
    }

    /** Returns the answer to HELLO. */
    AuthStep hello() {
        step = settled(begin());
        return step;
    }

    /** Returns the extra dictionary of the challenge. */
    Map<String, Object> challenge() {
        assertThat(hello()).isInstanceOf(AuthStep.Challenged.class);
        return ((AuthStep.Challenged) step).extra();
    }

    AuthStep answer(String signature) {
        return answer(signature, Map.of());
    }

    AuthStep answer(String signature, Map<String, Object> extra) {
        return settled(((AuthStep.Challenged) step).next().answer(signature, extra));
    }

    static AuthStep settled(AuthStep step) {
        AuthStep now = step;
        while (now instanceof AuthStep.Pending pending) {
            now = pending.later()
                    .toCompletableFuture()
                    .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                    .join();
        }
        return now;
    }

    static Identity accepted(AuthStep step) {
        assertThat(step).isInstanceOf(AuthStep.Accepted.class);
        return ((AuthStep.Accepted) step).identity();
    }
}
