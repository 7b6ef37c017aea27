package io.signalbox.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.connection.Lifecycle.Close;
import io.signalbox.transport.connection.Lifecycle.End;
import io.signalbox.transport.connection.Lifecycle.Input;
import io.signalbox.transport.connection.Lifecycle.Output;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final Lifecycle lifecycle = new Lifecycle();

    @Test
    void a_connection_begins_with_both_directions_open() {
        assertThat(lifecycle.input()).isEqualTo(Input.OPEN);
        assertThat(lifecycle.output()).isEqualTo(Output.OPEN);
        assertThat(lifecycle.isClosing()).isFalse();
        assertThat(lifecycle.isEnded()).isFalse();
        assertThat(lifecycle.isPaused()).isFalse();
    }

    @Test
    void a_pause_holds_the_next_delivery_and_resuming_says_so_once() {
        assertThat(lifecycle.resume()).isFalse();
        lifecycle.pause();
        assertThat(lifecycle.resume()).as("nothing was held yet").isFalse();
        lifecycle.pause();
        assertThat(lifecycle.enter()).isFalse();
        assertThat(lifecycle.mayRead()).isFalse();
        assertThat(lifecycle.resume()).isTrue();
        assertThat(lifecycle.resume()).isFalse();
        assertThat(lifecycle.enter()).isTrue();
        assertThat(lifecycle.leave()).isFalse();
    }

    @Test
    void reading_stands_still_during_a_decoding_and_a_pause_holds_the_message_that_comes_of_it() {
        assertThat(lifecycle.decode()).isTrue();
        assertThat(lifecycle.isPaused()).isTrue();
        lifecycle.pause();
        assertThat(lifecycle.resume()).as("nothing is held").isFalse();
        lifecycle.pause();
        lifecycle.decoded();
        assertThat(lifecycle.enter()).isFalse();
        assertThat(lifecycle.resume()).isTrue();
        assertThat(lifecycle.isPaused()).isFalse();
    }

    @Test
    void a_pause_holds_a_message_that_is_to_be_decoded() {
        lifecycle.pause();
        assertThat(lifecycle.decode()).isFalse();
        assertThat(lifecycle.resume()).isTrue();
        assertThat(lifecycle.decode()).isTrue();
    }

    @Test
    void an_end_during_a_decoding_is_announced_at_once() {
        assertThat(lifecycle.decode()).isTrue();
        assertThat(lifecycle.end()).isEqualTo(End.ANNOUNCE);
        lifecycle.decoded();
        assertThat(lifecycle.decode()).isFalse();
    }

    @Test
    void closing_writes_then_is_closed_and_happens_once() {
        assertThat(lifecycle.close()).isEqualTo(Close.WRITE);
        assertThat(lifecycle.output()).isEqualTo(Output.CLOSING);
        assertThat(lifecycle.close()).isEqualTo(Close.NOTHING);
        lifecycle.closeWritten();
        assertThat(lifecycle.output()).isEqualTo(Output.CLOSED);
        assertThat(lifecycle.close()).isEqualTo(Close.NOTHING);
        assertThat(lifecycle.isClosing()).isTrue();
        assertThat(lifecycle.input()).isEqualTo(Input.OPEN);
    }

    @Test
    void closing_takes_a_pause_back_for_good() {
        lifecycle.pause();
        assertThat(lifecycle.mayRead()).isFalse();
        assertThat(lifecycle.close()).isEqualTo(Close.WRITE_AND_READ_ON);
        lifecycle.pause();
        assertThat(lifecycle.isPaused()).isFalse();
        assertThat(lifecycle.mayRead()).isTrue();
    }

    @Test
    void behind_a_failed_write_it_is_read_on_until_the_owner_closes() {
        assertThat(lifecycle.writeFailed()).as("to be ended").isFalse();
        assertThat(lifecycle.output()).isEqualTo(Output.BROKEN);
        assertThat(lifecycle.isClosing()).isFalse();
        assertThat(lifecycle.mayRead()).isTrue();
        assertThat(lifecycle.writeFailed()).isFalse();
        assertThat(lifecycle.close()).isEqualTo(Close.END);
    }

    @Test
    void a_write_that_fails_while_closing_ends_the_connection() {
        lifecycle.close();
        assertThat(lifecycle.writeFailed()).isTrue();
        assertThat(lifecycle.output()).isEqualTo(Output.CLOSING);
    }

    @Test
    void a_fault_covers_a_close_that_was_read() {
        lifecycle.peerClosed();
        assertThat(lifecycle.input()).isEqualTo(Input.CLOSED);
        lifecycle.fault();
        assertThat(lifecycle.input()).isEqualTo(Input.FAULTED);
        assertThat(lifecycle.output()).isEqualTo(Output.OPEN);
    }

    @Test
    void the_end_is_announced_by_whoever_ends_or_by_the_delivery_under_way() {
        assertThat(lifecycle.end()).isEqualTo(End.ANNOUNCE);
        assertThat(lifecycle.end()).isEqualTo(End.NOTHING);
        assertThat(lifecycle.enter()).isFalse();
        assertThat(lifecycle.close()).isEqualTo(Close.NOTHING);

        Lifecycle delivering = new Lifecycle();
        assertThat(delivering.enter()).isTrue();
        assertThat(delivering.end()).isEqualTo(End.LEAVE_TO_DELIVERY);
        assertThat(delivering.leave()).isTrue();
        assertThat(delivering.end()).isEqualTo(End.NOTHING);
    }
}
