package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.TicketSettings.TicketPrincipal;
import io.signalbox.router.auth.TicketSettings.TicketPrincipals;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketAuthTest {
    private final StaticTickets tickets = new StaticTickets(
            principals(Map.of(
                    "joe",
                    new TicketPrincipal("secret!!!", Optional.of("frontend"), Optional.of("realm2")),
                    "ann",
                    new TicketPrincipal("grün", Optional.empty(), Optional.empty()))),
            Optional.of("user"));
    private final TicketAuth method = new TicketAuth(tickets);

    @Test
    void the_ticket_gives_the_identity_of_the_principal() {
        Attempt joe = new Attempt(method, "joe", Map.of());
        assertThat(joe.challenge()).isEmpty();
        assertThat(Attempt.accepted(joe.answer("secret!!!")))
                .isEqualTo(new Identity("joe", "frontend", "ticket", "static", Optional.of("realm2"), Map.of()));
        Attempt ann = new Attempt(method, "ann", Map.of());
        ann.hello();
        assertThat(Attempt.accepted(ann.answer("grün")))
                .isEqualTo(new Identity("ann", "user", "ticket", "static", Optional.empty(), Map.of()));
    }

    @Test
    void a_wrong_ticket_and_an_unknown_authid_get_the_same_answer() {
        for (String ticket : new String[] {"", "secret", "secret!!!!", "Secret!!!", "grün"}) {
            Attempt wrong = new Attempt(method, "joe", Map.of());
            Attempt unknown = new Attempt(method, "nobody", Map.of());
            assertThat(wrong.challenge()).isEqualTo(unknown.challenge());
            assertThat(wrong.answer(ticket)).isEqualTo(unknown.answer(ticket));
            assertThat(wrong.answer(ticket))
                    .isEqualTo(
                            new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, "authid or credentials are wrong"));
        }
    }

    @Test
    void an_unknown_authid_costs_one_comparison_with_a_ticket_like_a_known_one() {
        List<Boolean> withTicket = new ArrayList<>();
        StaticTickets counted = new StaticTickets(
                principals(Map.of("joe", new TicketPrincipal("secret!!!", Optional.of("user"), Optional.empty()))),
                Optional.empty(),
                (shown, expected) -> {
                    assertThat(shown).isEqualTo("wrong".getBytes(StandardCharsets.UTF_8));
                    return withTicket.add(expected.length > 0) && MessageDigest.isEqual(shown, expected);
                });
        for (String authid : new String[] {"joe", "nobody"}) {
            Attempt attempt = new Attempt(new TicketAuth(counted), authid, Map.of());
            attempt.hello();
            assertThat(attempt.answer("wrong")).isInstanceOf(AuthStep.Rejected.class);
        }
        assertThat(withTicket).containsExactly(true, true);
    }

    @Test
    void a_ticket_that_is_equal_to_that_of_an_unknown_authid_is_wrong() {
        StaticTickets alwaysEqual =
                new StaticTickets(principals(Map.of()), Optional.empty(), (shown, expected) -> true);
        Attempt attempt = new Attempt(new TicketAuth(alwaysEqual), "nobody", Map.of());
        attempt.hello();
        assertThat(attempt.answer("any")).isInstanceOf(AuthStep.Rejected.class);
    }

    @Test
    void a_client_without_authid_is_refused() {
        assertThat(new Attempt(method, null, Map.of()).hello())
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_DENIED, "HELLO names no authid, which this method needs"));
    }

    @Test
    void replaced_principals_count_for_the_next_answer() {
        Attempt joe = new Attempt(method, "joe", Map.of());
        joe.hello();
        tickets.replace(
                principals(Map.of("joe", new TicketPrincipal("new", Optional.of("backend"), Optional.empty()))));
        assertThat(joe.answer("secret!!!")).isInstanceOf(AuthStep.Rejected.class);
        assertThat(Attempt.accepted(joe.answer("new")).authrole()).isEqualTo("backend");
        Attempt ann = new Attempt(method, "ann", Map.of());
        ann.hello();
        assertThat(ann.answer("grün")).isInstanceOf(AuthStep.Rejected.class);
    }

    private static TicketPrincipals principals(Map<String, TicketPrincipal> byAuthid) {
        return new TicketPrincipals(Optional.empty(), byAuthid);
    }
}
