package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is agreed on for permessage-deflate, and what it costs (RFC 7692 section 7.1, Method Parameters). */
class DeflateAgreementTest {
    private static final String NAME = "permessage-deflate";
    private static final long TAKING_OVER = DeflateMemory.INFLATER_BYTES + DeflateMemory.DEFLATER_BYTES;

    /** Each line: settings, offers without the name as D, answer. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "usual | D | D",
                "usual | D; client_max_window_bits | D",
                "usual | D; server_no_context_takeover | D; server_no_context_takeover",
                "usual | D; client_no_context_takeover | D; client_no_context_takeover",
                "usual | D; server_max_window_bits=15 | D; server_max_window_bits=15",
                "usual | D; server_max_window_bits=\"15\" | D; server_max_window_bits=15",
                "usual | D; server_max_window_bits=10 | none",
                "usual | D; server_max_window_bits=10, D; client_no_context_takeover | D; client_no_context_takeover",
                "usual | x-webkit-deflate-frame, D | D",
                "usual | D; server_max_window_bits | none",
                "usual | D; server_max_window_bits=7 | none",
                "usual | D; server_max_window_bits=16 | none",
                "usual | D; server_max_window_bits=015 | none",
                "usual | D; client_max_window_bits=16 | none",
                "usual | D; client_max_window_bits=a | none",
                "usual | D; server_no_context_takeover=1 | none",
                "usual | D; unknown | none",
                "usual | D; server_no_context_takeover; server_no_context_takeover | none",
                "usual | D; client_max_window_bits; client_max_window_bits=12 | none",
                "usual | D; | none",
                "usual | D server_no_context_takeover | none",
                "forgetting | D | D; server_no_context_takeover; client_no_context_takeover",
                "window | D | none",
                "window | D; client_max_window_bits | D; client_max_window_bits=12",
                "window | D; client_max_window_bits=10 | D; client_max_window_bits=10",
                "window | D, D; client_max_window_bits=15 | D; client_max_window_bits=12"
            })
    void the_first_offer_that_can_be_kept_is_accepted(String settings, String offers, String answer)
            throws IOException {
        DeflateSettings deflate =
                switch (settings) {
                    case "usual" -> new DeflateSettings(false, false, 0, 64, 1 << 20);
                    case "forgetting" -> new DeflateSettings(true, true, 0, 64, 1 << 20);
                    default -> new DeflateSettings(false, false, 12, 64, 1 << 20);
                };
        TestHost node = new TestHost(TestHost.settings(TestHost.settings().sizes(), deflate), new RecordingAcceptor());
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            String head = peer.request(
                    "/ws",
                    "Sec-WebSocket-Protocol: wamp.2.json",
                    "Sec-WebSocket-Extensions: " + offers.replaceAll("\\bD\\b", NAME));
            assertThat(head).startsWith("HTTP/1.1 101 ");
            if (answer.equals("none")) {
                assertThat(head).doesNotContain("Sec-WebSocket-Extensions");
            } else {
                assertThat(head).contains("Sec-WebSocket-Extensions: " + answer.replace("D", NAME) + "\r\n");
            }
        } finally {
            node.close();
        }
    }

    @Test
    void connections_reserve_what_they_may_take_and_give_it_back() throws IOException {
        DeflateSettings deflate = new DeflateSettings(false, false, 0, 64, 1 << 20);
        TestHost node = new TestHost(TestHost.settings(TestHost.settings().sizes(), deflate), new RecordingAcceptor());
        List<DeflatePeer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            peers.add(new DeflatePeer(node.uri(), "wamp.2.json", i == 2 ? "; server_no_context_takeover" : ""));
            peers.get(i).send("[16,1,{},\"a.b\",[\"" + "x".repeat(100) + "\"]]");
            node.accepted(i);
        }
        assertThat(node.deflate.reservedBytes()).isEqualTo(2 * TAKING_OVER + DeflateMemory.INFLATER_BYTES);
        peers.get(0).raw().reset();
        peers.get(1).close();
        await().until(() -> node.deflate.reservedBytes() == DeflateMemory.INFLATER_BYTES);
        node.close();
        assertThat(node.deflate.reservedBytes()).isZero();
        assertThat(node.counters.compressed.sum()).isEqualTo(3);
        peers.get(2).close();
    }

    @Test
    void where_memory_runs_short_connections_agree_on_less_and_then_on_nothing() {
        TransportCounters counters = new TransportCounters();
        DeflateMemory memory = new DeflateMemory(2 * TAKING_OVER + 2 * DeflateMemory.INFLATER_BYTES, counters);
        List<DeflateMemory.Share> granted = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            granted.add(memory.reserve(true).orElseThrow());
        }
        // Half of it is left to connections that cost less.
        assertThat(granted).extracting(DeflateMemory.Share::takesOver).containsExactly(true, false);
        Optional<DeflateMemory.Share> next = memory.reserve(true);
        while (next.isPresent()) {
            assertThat(next.get().takesOver()).isFalse();
            granted.add(next.get());
            next = memory.reserve(true);
        }
        assertThat(memory.reservedBytes())
                .isBetween(2 * TAKING_OVER, 2 * TAKING_OVER + 2 * DeflateMemory.INFLATER_BYTES);
        assertThat(counters.compressionReduced.sum()).isEqualTo(granted.size());
        granted.forEach(DeflateMemory.Share::release);
        granted.forEach(DeflateMemory.Share::release);
        assertThat(memory.reservedBytes()).isZero();
        assertThat(memory.reserve(true).orElseThrow().takesOver()).isTrue();
    }

    @Test
    void a_stream_is_freed_once_and_by_nobody_while_another_is_inside() {
        AtomicInteger freed = new AtomicInteger();
        StreamUse idle = new StreamUse(freed::incrementAndGet);
        assertThat(idle.enter()).isTrue();
        idle.leave();
        assertThat(freed).hasValue(0);
        idle.end();
        assertThat(freed).as("the one who ends it frees it").hasValue(1);
        idle.end();
        assertThat(idle.enter()).isFalse();
        StreamUse busy = new StreamUse(freed::incrementAndGet);
        assertThat(busy.enter()).isTrue();
        busy.end();
        busy.end();
        assertThat(freed).hasValue(1);
        busy.leave();
        assertThat(freed).as("the one inside frees it").hasValue(2);
        assertThat(busy.enter()).isFalse();
        busy.end();
        assertThat(freed).hasValue(2);
    }
}
