package io.signalbox.protocol.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles, features and authentication methods in HELLO (spec: Session Establishment). */
class HelloDetailsTest {

    static List<Map<String, Object>> unusable() {
        Map<String, Object> nulls = new HashMap<>();
        nulls.put("caller", null);
        return List.of(
                Map.of(),
                Map.of("roles", Map.of()),
                Map.of("roles", Map.of("juggler", Map.of())),
                Map.of("roles", nulls),
                Map.of("roles", Map.of("caller", true)),
                Map.of("roles", Map.of("caller", Map.of("features", List.of()))),
                Map.of("roles", Map.of("caller", Map.of()), "authid", 1L),
                Map.of("roles", Map.of("caller", Map.of()), "authrole", 1L),
                Map.of("roles", Map.of("caller", Map.of()), "agent", 1L),
                Map.of("roles", Map.of("caller", Map.of()), "authextra", "x"),
                Map.of("roles", Map.of("caller", Map.of()), "authmethods", List.of(1L)));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void details_without_a_usable_role_or_of_wrong_types_are_a_violation(Map<String, Object> details) {
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> HelloDetails.from(details));
    }

    @Test
    void a_feature_counts_only_when_it_is_exactly_true() throws ProtocolViolation {
        Map<String, Object> features =
                new HashMap<>(Map.of("call_canceling", true, "call_timeout", 1L, "future", true));
        features.put("progressive_call_results", null);
        HelloDetails details = HelloDetails.from(
                Map.of("roles", Map.of("callee", Map.of("features", features), "subscriber", Map.of(), "juggler", 7L)));
        assertThat(details.features()).containsOnlyKeys(ClientRole.CALLEE, ClientRole.SUBSCRIBER);
        assertThat(details.announces(ClientRole.CALLEE, "call_canceling")).isTrue();
        assertThat(details.announces(ClientRole.CALLEE, "call_timeout")).isFalse();
        assertThat(details.announces(ClientRole.CALLEE, "progressive_call_results"))
                .isFalse();
        assertThat(details.announces(ClientRole.SUBSCRIBER, "call_canceling")).isFalse();
        assertThat(details.announces(ClientRole.CALLER, "call_canceling")).isFalse();
    }

    @Test
    void the_identity_that_is_asked_for_is_read() throws ProtocolViolation {
        HelloDetails details = HelloDetails.from(Map.of(
                "roles",
                Map.of("caller", Map.of()),
                "authmethods",
                List.of("ticket", "anonymous"),
                "authid",
                "joe",
                "authrole",
                "user",
                "agent",
                "x-1.0",
                "authextra",
                Map.of("channel", "y")));
        assertThat(details.authmethods()).containsExactly("ticket", "anonymous");
        assertThat(details.authid()).contains("joe");
        assertThat(details.authrole()).contains("user");
        assertThat(details.agent()).contains("x-1.0");
        assertThat(details.authextra()).isEqualTo(Map.of("channel", "y"));
    }
}
