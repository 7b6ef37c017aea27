package io.signalbox.router.auth;

import java.util.Map;

/**
 * Authentication method {@code ticket}: the client sends a secret text (spec: Ticket-based Authentication). Thread-safe.
 */
public final class TicketAuth implements Authenticator {
    public static final String METHOD = "ticket";

    private final Tickets tickets;

    /** Evaluation of the tickets of clients. */
    public interface Tickets {

        /**
         * Evaluates a ticket. Thread-safe, and does not block.
         *
         * @param request a request with an authid
         */
        AuthStep judge(AuthRequest request, String ticket);
    }

    public TicketAuth(Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        if (request.hello().authid().isEmpty()) {
            return Refusals.NO_AUTHID;
        }
        return new AuthStep.Challenged(Map.of(), (ticket, extra) -> tickets.judge(request, ticket));
    }
}
