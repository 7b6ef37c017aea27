package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthMethodsTest {
    private static final Authenticator ANONYMOUS = named("anonymous");
    private static final Authenticator TICKET = named("ticket");
    private static final Authenticator WAMPCRA = named("wampcra");

    private final AuthMethods methods = new AuthMethods(List.of(ANONYMOUS, TICKET, WAMPCRA));

    @Test
    void the_order_of_the_client_decides() {
        assertThat(methods.choose(List.of("wampcra", "ticket"))).containsSame(WAMPCRA);
        assertThat(methods.choose(List.of("ticket", "wampcra"))).containsSame(TICKET);
    }

    @Test
    void unknown_names_are_skipped() {
        assertThat(methods.choose(List.of("kerberos", "", "ticket"))).containsSame(TICKET);
        assertThat(methods.choose(List.of("kerberos"))).isEmpty();
    }

    @Test
    void no_name_stands_for_anonymous_alone() {
        assertThat(methods.choose(List.of())).containsSame(ANONYMOUS);
        assertThat(new AuthMethods(List.of(TICKET)).choose(List.of())).isEmpty();
    }

    @Test
    void each_method_has_another_name() {
        assertThatThrownBy(() -> new AuthMethods(List.of(TICKET, named("ticket"))))
                .hasMessage("two authentication methods have the name ticket");
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
