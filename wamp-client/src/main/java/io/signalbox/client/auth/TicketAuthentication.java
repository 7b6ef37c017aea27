package io.signalbox.client.auth;

import io.signalbox.protocol.message.Authenticate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLSession;

/**
 * Methods {@code ticket} and {@code jwt}: the answer is the secret itself (spec: Ticket-based Authentication). Immutable and
 * thread-safe.
 */
final class TicketAuthentication extends Authentication {
    private final List<String> methods;
    private final Optional<String> authid;
    private final Secret ticket;

    TicketAuthentication(List<String> methods, Optional<String> authid, Secret ticket) {
        this.methods = methods;
        this.authid = authid;
        this.ticket = ticket;
    }

    @Override
    List<String> methods() {
        return methods;
    }

    @Override
    Optional<String> authid() {
        return authid;
    }

    @Override
    MethodLogin begin(Optional<SSLSession> tls, String nonce, RandomGenerator random) {
        return new TicketLogin(ticket);
    }

    private record TicketLogin(Secret ticket) implements MethodLogin {
        @Override
        public Map<String, Object> authextra() {
            return Map.of();
        }

        @Override
        public Authenticate answer(String method, Map<String, Object> challenge) throws AuthenticationFailure {
            return new Authenticate(ticket.read(), Map.of());
        }
    }
}
