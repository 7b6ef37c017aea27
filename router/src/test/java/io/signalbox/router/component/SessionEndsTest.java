package io.signalbox.router.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.ClientState;
import io.signalbox.client.SessionDetails;
import io.signalbox.client.WampException;
import io.signalbox.router.component.SessionEnds.Meaning;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionEndsTest {
    private static final ClientState CONNECTING = new ClientState.Connecting(1);
    private static final ClientState JOINED =
            new ClientState.Joined(new SessionDetails(1, "realm1", "joe", "backend", "", "", Map.of()));

    private final SessionEnds ends = new SessionEnds();

    private static ClientState lost(String uri) {
        return new ClientState.Lost(new WampException(uri), Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "signalbox.error.not_connected, REPEATED, REPEATED, REPEATED",
        "signalbox.error.connection_lost, REPEATED, REPEATED, REPEATED",
        "wamp.close.system_shutdown, REPEATED, REPEATED, REPEATED",
        "wamp.error.no_such_realm, FINAL, REPEATED, REPEATED",
        "wamp.error.authentication_failed, FINAL, REPEATED, REPEATED",
        "wamp.close.killed, FINAL, FINAL, REPEATED",
        "com.example.bad_behavior, FINAL, FINAL, REPEATED"
    })
    void the_reason_and_the_moment_decide_whether_the_component_ends(
            String uri, Meaning atFirstJoin, Meaning ofSession, Meaning atNextJoin) {
        ends.after(CONNECTING);
        assertThat(ends.after(lost(uri))).isEqualTo(atFirstJoin);
        ends.after(CONNECTING);
        assertThat(ends.after(JOINED)).isEqualTo(Meaning.NONE);
        assertThat(ends.after(lost(uri))).isEqualTo(ofSession);
        ends.after(CONNECTING);
        assertThat(ends.after(lost(uri))).isEqualTo(atNextJoin);
        ends.after(CONNECTING);
        assertThat(ends.after(JOINED)).isEqualTo(Meaning.JOINED_AGAIN);
    }

    @Test
    void a_client_that_gives_up_ends_the_component_and_one_that_is_closed_does_not() {
        ClientState failed = new ClientState.Failed(new WampException(WampException.NOT_CONNECTED));
        assertThat(ends.after(failed)).isEqualTo(Meaning.FINAL);
        assertThat(SessionEnds.reason(failed).uri()).isEqualTo(WampException.NOT_CONNECTED);
        assertThat(ends.after(new ClientState.Closed())).isEqualTo(Meaning.NONE);
    }
}
