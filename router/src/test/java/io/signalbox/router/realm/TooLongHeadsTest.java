package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TooLongHeadsTest {
    private final RealmFixture fixture = new RealmFixture();

    private static TooLongHead tooLong(WampMessage rest) {
        return new TooLongHead(rest, 300_000, 262_144);
    }

    private static ErrorMessage isRefused(ScriptedPeer peer, MessageType type, long request) {
        ErrorMessage error = peer.receivesError(type, ErrorUri.LIMIT_EXCEEDED);
        assertThat(error.request()).isEqualTo(request);
        return error;
    }

    @Test
    void a_hello_is_aborted_and_the_connection_closed() {
        ScriptedPeer peer = fixture.connects();

        peer.sends(tooLong(ScriptedPeer.hello("realm1")));

        assertThat(peer.receivesAbort(ErrorUri.LIMIT_EXCEEDED).details().get("message"))
                .isEqualTo("the head of this HELLO, everything in front of its arguments, has 300000 bytes;"
                        + " max_head_bytes is 262144");
        peer.isClosedWith(Kind.NORMAL);
    }

    @Test
    void chunks_behind_a_refused_progressive_call_are_dropped() {
        ScriptedPeer caller = fixture.joins();
        caller.sends(tooLong(new Call(1, Map.of("progress", true), "com.x", Payload.EMPTY)));
        isRefused(caller, MessageType.CALL, 1);

        caller.sends(tooLong(new Call(1, Map.of("progress", true), "com.x", Payload.EMPTY)));
        caller.sends(tooLong(new Call(1, Map.of(), "com.x", Payload.EMPTY)));

        caller.receivesNothing().isOpen();
    }

    @Test
    void the_request_id_counts_as_used() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer peer = fixture.joins();
        peer.sends(tooLong(new Publish(peer.nextRequest(), Map.of(), "a.b", Payload.EMPTY)));

        peer.subscribes("a.b");

        peer.receivesNothing().isOpen();
    }

    @Test
    void it_is_logged_once_in_ten_seconds_and_all_are_counted() {
        RecordedLog log = RecordedLog.of(TooLongHeads.class);
        try {
            ScriptedPeer peer = fixture.joins();
            for (int i = 1; i <= 3; i++) {
                peer.sends(tooLong(new Publish(i, Map.of(), "a.b", Payload.EMPTY)));
            }
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().getFirst()).contains("session=" + peer.sessionId, "PUBLISH", "300000");

            fixture.timers.advance(Duration.ofSeconds(10));
            fixture.workers.runAll();
            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .isEqualTo("realm=realm1 2 further messages with too long heads since the last log line");
            assertThat(fixture.realm().counters().tooLongHeads).isEqualTo(3);
            peer.receivesNothing().isOpen();
        } finally {
            log.stop();
        }
    }

    @Test
    void wrong_options_of_a_publication_count_when_its_turn_has_come() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer publisher = fixture.joins();
        publisher.publishes("a.b").publishes("a.b", Map.of("eligible", List.of("x")));

        subscriber.receives(Event.class);
        subscriber.receivesNothing();
        publisher.receivesAbort("wamp.error.protocol_violation");
    }
}
