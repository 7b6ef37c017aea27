package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestClient;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate as a client: the offer, the answer, and the messages (RFC 7692 section 7.1, Method Parameters). */
class ClientDeflateTest {
    private static final String NAME = "permessage-deflate";
    private static final String HEADER = "Sec-WebSocket-Extensions: ";
    private static final int TEXT = RawPeer.TEXT | RawPeer.RSV1;
    private static final int MAX_MESSAGE_BYTES = 1 << 20;
    private static final long TAKING_OVER = DeflateMemory.INFLATER_BYTES + DeflateMemory.DEFLATER_BYTES;

    private TestClient client;

    private void start(String settings) throws IOException {
        DeflateSettings deflate =
                switch (settings) {
                    case "usual" -> new DeflateSettings(false, false, 0, 64, MAX_MESSAGE_BYTES);
                    case "forgetting" -> new DeflateSettings(true, true, 0, 64, MAX_MESSAGE_BYTES);
                    default -> new DeflateSettings(false, false, 12, 64, MAX_MESSAGE_BYTES);
                };
        long patientMillis = TestHost.PATIENT.writeTimeoutMillis();
        client = new TestClient(
                TestHost.settings(MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES, new Timing(0, patientMillis, 0, 0, 12))
                        .connections(),
                new RecordingAcceptor(),
                patientMillis,
                Optional.of(deflate),
                new Subprotocol(WireFormat.JSON, false));
        client.acceptor.echo();
        client.acceptor.abortViolators();
    }

    @AfterEach
    void everything_is_given_back() throws IOException {
        client.close();
        assertThat(client.deflate.reservedBytes()).isZero();
        assertThat(client.assembly.reservedBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usual | D",
                "forgetting | D; server_no_context_takeover; client_no_context_takeover",
                "window | D; server_max_window_bits=12"
            })
    void an_offer_asks_for_what_the_settings_want_and_promises_what_can_be_kept(String settings, String offer)
            throws IOException {
        start(settings);
        assertThat(request()).contains("\r\n" + HEADER + offer.replace("D", NAME) + "\r\n");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "usual | none",
                "usual | D",
                "usual | D; server_no_context_takeover",
                "usual | D; client_no_context_takeover",
                "usual | D; server_max_window_bits=9",
                "usual | D; server_max_window_bits=\"15\"",
                "forgetting | D; server_no_context_takeover",
                "forgetting | D; client_no_context_takeover; server_no_context_takeover",
                "window | D; server_max_window_bits=12",
                "window | D; server_max_window_bits=8"
            })
    void an_answer_that_the_offer_permits_opens_the_connection(String settings, String answer) throws Exception {
        start(settings);
        boolean isAgreed = !answer.equals("none");
        String[] headers = isAgreed ? new String[] {HEADER + answer.replace("D", NAME)} : new String[0];
        try (DeflatePeer peer = new DeflatePeer(client.open(headers), answer)) {
            int[] sizes = new int[3];
            for (int i = 0; i < sizes.length; i++) {
                String text = "some text that is long enough for both ".repeat(10);
                String message = "[16," + (i + 1) + ",{},\"a.b\",[\"" + text + "\"]]";
                if (isAgreed) {
                    peer.send(message);
                } else {
                    peer.raw().sendText(message);
                }
                RawPeer.Frame frame = peer.raw().read();
                assertThat(frame.isCompressed()).isEqualTo(isAgreed);
                assertThat(peer.receive(frame)).isEqualTo("[50," + (i + 1) + ",{},[\"" + text + "\"]]");
                sizes[i] = frame.payload().length;
            }
            boolean takesOver =
                    isAgreed && !answer.contains("client_no_context_takeover") && !settings.equals("forgetting");
            assertThat(sizes[1] < sizes[0] / 2).isEqualTo(takesOver);
        }
        assertThat(client.acceptor.only().requests()).containsExactly(1L, 2L, 3L);
        assertThat(client.counters.compressed.sum()).isEqualTo(isAgreed ? 1 : 0);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "usual | D; client_max_window_bits=12",
                "usual | D; client_max_window_bits",
                "usual | D; server_max_window_bits",
                "usual | D; server_max_window_bits=16",
                "usual | D; server_no_context_takeover=1",
                "usual | D; unknown",
                "usual | D; client_no_context_takeover; client_no_context_takeover",
                "usual | D, D",
                "usual | D, x-other",
                "usual | x-other",
                "forgetting | D",
                "forgetting | D; client_no_context_takeover",
                "window | D",
                "window | D; server_max_window_bits=13"
            })
    void an_answer_that_the_offer_does_not_permit_ends_the_handshake(String settings, String answer)
            throws IOException {
        start(settings);
        String extensions = answer.replace("D", NAME);
        CompletableFuture<?> opened = client.connect(client.uri()).toCompletableFuture();
        try (RawPeer peer = client.accept()) {
            peer.write(TestClient.answer(peer.readHead(), HEADER + extensions).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(peer.atEnd()).isTrue();
        }
        assertThatThrownBy(opened::join)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("uses the extension " + extensions + ", which the offer " + NAME)
                .hasMessageEndingWith("does not permit - report the defect of the server");
        assertThat(client.acceptor.accepted()).isEmpty();
    }

    @Test
    void a_client_with_little_memory_offers_less_and_one_without_memory_offers_nothing() throws IOException {
        start("usual");
        List<DeflateMemory.Share> others = new ArrayList<>();
        others.add(client.deflate.reserve(true).orElseThrow());
        assertThat(request()).contains("\r\n" + HEADER + NAME + "; client_no_context_takeover\r\n");
        await().until(() -> client.deflate.reservedBytes() == TAKING_OVER);
        for (var share = client.deflate.reserve(false); share.isPresent(); share = client.deflate.reserve(false)) {
            others.add(share.get());
        }
        assertThat(request()).doesNotContain(HEADER);
        others.forEach(DeflateMemory.Share::release);
    }

    /** The request of a handshake that is not answered. */
    private String request() throws IOException {
        CompletableFuture<?> opened = client.connect(client.uri()).toCompletableFuture();
        try (RawPeer peer = client.accept()) {
            return peer.readHead();
        } finally {
            assertThatThrownBy(opened::join).hasMessageContaining("before it answered");
        }
    }

    @Test
    void a_small_message_that_becomes_too_large_is_stopped_while_it_grows() throws Exception {
        start("usual");
        try (DeflatePeer peer = new DeflatePeer(client.open(HEADER + NAME), "")) {
            byte[] bomb = peer.deflate(new byte[64 << 20]);
            assertThat(bomb.length).isLessThan(MAX_MESSAGE_BYTES / 8);
            peer.raw().send(TEXT, true, bomb);
            assertThat(peer.raw().readClose().closeCode()).isEqualTo(1009);
        }
        assertThat(client.counters.bytesInflated.sum()).isBetween((long) MAX_MESSAGE_BYTES, 2L * MAX_MESSAGE_BYTES);
        assertThat(client.counters.tooLarge.sum()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"07ffffff", "ffffffffff", "4b04000000ffff06"})
    void a_message_that_cannot_be_decompressed_closes_with_1007(String payload) throws Exception {
        start("usual");
        try (RawPeer peer = client.open(HEADER + NAME)) {
            peer.send(TEXT, true, HexFormat.of().parseHex(payload));
            assertThat(peer.readClose().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void a_connection_holds_its_memory_to_its_end() throws IOException {
        start("usual");
        RawPeer compressed = client.open(HEADER + NAME);
        assertThat(client.deflate.reservedBytes()).isEqualTo(TAKING_OVER);
        compressed.close();
        await().until(() -> client.deflate.reservedBytes() == 0);
        RawPeer plain = client.open();
        assertThat(client.deflate.reservedBytes()).isZero();
        plain.close();
    }

    @Test
    void a_client_that_has_stopped_connects_no_more_and_holds_no_memory() throws IOException {
        start("usual");
        client.close();
        CompletableFuture<?> opened = client.connect(client.uri()).toCompletableFuture();
        assertThatThrownBy(opened::join)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("cannot be connected to: the selectors 'client' are not running");
        assertThat(client.deflate.reservedBytes()).isZero();
    }
}
