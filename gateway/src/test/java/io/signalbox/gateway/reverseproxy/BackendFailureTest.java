package io.signalbox.gateway.reverseproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients and the log are told about a backend that failed. */
class BackendFailureTest {
    private static final String BACKEND = "ws://127.0.0.1:9000/stomp";

    private static ConnectFailure failure(Kind kind, String problem) {
        return ConnectFailure.of(kind, BACKEND, problem, "mend it", null);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN_HOST", "REFUSED", "UNREACHABLE", "PROXY", "TLS", "CERTIFICATE", "BUSY", "CLOSED"})
    void the_last_of_several_backends_is_a_restart_of_the_service(Kind kind) {
        ConnectFailure failure = failure(kind, "failed");
        assertThat(BackendFailure.of(failure, true).code()).isEqualTo(1012);
        assertThat(BackendFailure.of(failure, false).code()).isEqualTo(1011);
    }

    @ParameterizedTest
    @EnumSource(names = {"TIMED_OUT", "PROTOCOL", "INTERNAL"})
    void any_other_failure_is_no_restart(Kind kind) {
        assertThat(BackendFailure.of(failure(kind, "failed"), true).code()).isEqualTo(1011);
    }

    @Test
    void the_log_has_no_subprotocols_which_may_be_tokens() {
        ConnectFailure refused = failure(Kind.SERIALIZER, "accepted none of the subprotocols chat, bearer.secret");
        assertThat(BackendFailure.logged(refused, BACKEND)).startsWith(BACKEND).doesNotContain("chat", "secret");
        assertThat(BackendFailure.logged(failure(Kind.REFUSED, "refused the connection"), BACKEND))
                .isEqualTo(BACKEND + " refused the connection - mend it");
    }
}
