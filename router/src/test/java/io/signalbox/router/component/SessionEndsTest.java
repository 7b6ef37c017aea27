package io.signalbox.router.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.GiveUp.Moment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionEndsTest {
    @ParameterizedTest
    @CsvSource({
        "signalbox.error.not_connected, false, false",
        "signalbox.error.connection_lost, false, false",
        "wamp.close.system_shutdown, false, false",
        "wamp.error.no_such_realm, true, false",
        "wamp.error.authentication_failed, true, false",
        "wamp.close.killed, true, true",
        "com.example.bad_behavior, true, true"
    })
    void the_reason_and_the_moment_decide_whether_the_component_ends(
            String reason, boolean atFirstJoin, boolean ofSession) {
        SessionEnds ends = new SessionEnds();
        assertThat(ends.after(Moment.FIRST_JOIN, reason)).isEqualTo(atFirstJoin);
        assertThat(ends.after(Moment.SESSION, reason)).isEqualTo(ofSession);
        assertThat(ends.after(Moment.LATER_JOIN, reason)).isFalse();
    }
}
