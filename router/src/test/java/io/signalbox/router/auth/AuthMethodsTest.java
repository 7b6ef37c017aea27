package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthMethodsTest {
    private static final Authenticator ANONYMOUS = named("anonymous");
    private static final Authenticator TICKET = named("ticket");
    private static final Authenticator WAMPCRA = named("wampcra");

    private final AuthMethods methods = new AuthMethods(List.of(ANONYMOUS, TICKET, WAMPCRA));

    @Test
    void the_order_of_the_client_decides() {
        assertThat(choose(methods, List.of("wampcra", "ticket"))).containsSame(WAMPCRA);
        assertThat(choose(methods, List.of("ticket", "wampcra"))).containsSame(TICKET);
    }

    @Test
    void unknown_names_are_skipped() {
        assertThat(choose(methods, List.of("kerberos", "", "ticket"))).containsSame(TICKET);
        assertThat(choose(methods, List.of("kerberos"))).isEmpty();
    }

    @Test
    void no_name_stands_for_anonymous_alone() {
        assertThat(choose(methods, List.of())).containsSame(ANONYMOUS);
        assertThat(choose(new AuthMethods(List.of(TICKET)), List.of())).isEmpty();
    }

    @Test
    void a_method_that_does_not_apply_leaves_the_client_to_its_next_method() {
        Authenticator needsCookie = new Authenticator() {
            @Override
            public String method() {
                return "cookie";
            }

            @Override
            public boolean applies(AuthRequest request) {
                return !request.peer()
                        .headers()
                        .getOrDefault("cookie", List.of())
                        .isEmpty();
            }

            @Override
            public AuthStep begin(AuthRequest request) {
                return TICKET.begin(request);
            }
        };
        AuthMethods both = new AuthMethods(List.of(needsCookie, TICKET));
        assertThat(choose(both, List.of("cookie", "ticket"))).containsSame(TICKET);
        assertThat(choose(both, List.of("cookie"))).isEmpty();
        DelayedAuth delayed =
                new DelayedAuth(needsCookie, new FailedAttempts(new AuthLimits(3, 1_000, 1_000, 10, 10), () -> 0));
        assertThat(choose(new AuthMethods(List.of(delayed, TICKET)), List.of("cookie", "ticket")))
                .containsSame(TICKET);
    }

    @Test
    void each_method_has_another_name() {
        assertThatThrownBy(() -> new AuthMethods(List.of(TICKET, named("ticket"))))
                .hasMessage("two authentication methods have the name ticket");
    }

    private static Optional<Authenticator> choose(AuthMethods methods, List<String> offered) {
        return methods.choose(Attempt.offering(offered));
    }

    private static Authenticator named(String name) {
        return new Authenticator() {
            @Override
            public String method() {
                return name;
            }

            @Override
            public AuthStep begin(AuthRequest request) {
                return new AuthStep.Challenged(Map.of(), (signature, extra) -> new AuthStep.Rejected("a.b", "test"));
            }
        };
    }
}
