package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectTurnTest {
    private static final String URL = "ws://127.0.0.1:1/";
    private static final long HOUR_MILLIS = 3_600_000;

    private final AtomicInteger givenBack = new AtomicInteger();
    private ClientSide client;

    @BeforeEach
    void start() throws IOException {
        client = ClientSide.start();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
    }

    /** Returns an attempt that fails when it begins, because no address is permitted. */
    private ConnectAttempt<Object> begin(long delayMillis) {
        ConnectRules rules =
                new ConnectRules(() -> new ConnectTurn(delayMillis, givenBack::incrementAndGet), address -> false);
        ConnectTarget target = new ConnectTarget(
                "test", URL, RouterUrl.parse(URL).endpoint(), ClientSide.PATIENT_MILLIS, Optional.empty(), 0, rules);
        ConnectAttempt<Object> attempt = new ConnectAttempt<>(
                target,
                List.of(),
                settings -> {
                    throw new IllegalStateException("the target has no TLS");
                },
                client.selectors);
        attempt.begin();
        return attempt;
    }

    @Test
    void an_attempt_that_is_canceled_before_its_delay_gives_its_turn_back_once() {
        ConnectAttempt<Object> attempt = begin(HOUR_MILLIS);
        assertThat(givenBack).hasValue(0);
        attempt.fail(Kind.CANCELED, "is not wanted any more");
        attempt.fail(Kind.CANCELED, "is not wanted any more");
        assertThat(givenBack).hasValue(1);
    }

    @Test
    void an_attempt_that_has_begun_keeps_its_turn() {
        assertThatThrownBy(begin(1).result()::join)
                .hasCauseInstanceOf(ConnectFailure.class)
                .hasMessageContaining("is not permitted");
        assertThat(givenBack).hasValue(0);
    }
}
