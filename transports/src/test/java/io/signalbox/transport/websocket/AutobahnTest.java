package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.websocket.AutobahnCase.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of the Autobahn test-suite over a real socket, in both roles, as docs/AUTOBAHN.md lists them. */
class AutobahnTest {
    private static final byte[] NORMAL = {3, (byte) 0xE8};

    @RegisterExtension
    static final EchoHost HOST = new EchoHost();

    static Stream<Arguments> casesInBothRoles() {
        return Arrays.stream(WebSocketFraming.Role.values())
                .flatMap(role -> AutobahnCases.all().stream().map(one -> Arguments.of(role, one)));
    }

    @ParameterizedTest(name = "{1} as {0}")
    @MethodSource("casesInBothRoles")
    void a_case_has_the_outcome_that_is_published(WebSocketFraming.Role role, AutobahnCase one) throws Exception {
        String path = "/" + role.name().toLowerCase() + (one.kind() == RawPeer.TEXT ? "/text" : "/binary");
        try (RawPeer peer = RawPeer.open(HOST.socket(), path, role == WebSocketFraming.Role.SERVER)) {
            play(peer, one);
            if (one.end().closesItself()) {
                peer.send(RawPeer.CLOSE, true, NORMAL);
            }
            RawPeer.Frame close = peer.read();
            assertThat(close.opCode()).isEqualTo(RawPeer.CLOSE);
            assertThat(one.end().codes()).contains(close.payload().length == 0 ? 0 : close.closeCode());
            // A server closes the socket by itself, where nothing has followed our CLOSE.
            if (role == WebSocketFraming.Role.CLIENT || !one.end().closesItself()) {
                peer.endOutput();
            }
            assertThat(peer.atEnd()).isTrue();
        }
    }

    /** Writes together what no answer is waited for in between. */
    private static void play(RawPeer peer, AutobahnCase one) throws IOException {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (Step step : one.steps()) {
            switch (step) {
                case Step.Send send -> {
                    byte[] frame = peer.frameOf(send.firstByte(), send.payload());
                    if (send.chopBytes() == 0) {
                        together.writeBytes(frame);
                    } else {
                        write(peer, frame, send.chopBytes());
                    }
                }
                case Step.Receive receive -> {
                    flush(peer, together);
                    RawPeer.Frame frame = peer.read();
                    assertThat(frame.opCode()).isEqualTo(receive.opcode());
                    assertThat(Arrays.equals(frame.payload(), receive.payload()))
                            .as("the payload")
                            .isTrue();
                }
            }
        }
        flush(peer, together);
    }

    private static void flush(RawPeer peer, ByteArrayOutputStream together) throws IOException {
        if (together.size() > 0) {
            peer.write(together.toByteArray());
            together.reset();
        }
    }

    private static void write(RawPeer peer, byte[] frame, int chopBytes) throws IOException {
        for (int at = 0; at < frame.length; at += Math.min(chopBytes, frame.length - at)) {
            peer.write(Arrays.copyOfRange(frame, at, at + Math.min(chopBytes, frame.length - at)));
        }
    }

    @Test
    void the_list_that_is_published_names_each_case_with_its_outcome() throws IOException {
        Map<String, String> published = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/AUTOBAHN.md"))) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            if (cells.size() == 5 && cells.get(1).matches("[0-9.]+( to [0-9.]+)?")) {
                assertThat(cells.get(4)).as(line).isEqualTo(cells.get(3));
                for (String number : numbers(cells.get(1))) {
                    assertThat(published.put(number, cells.get(3))).as(number).isNull();
                }
            }
        }
        Map<String, String> tested = new TreeMap<>();
        AutobahnCases.all().forEach(one -> tested.put(one.number(), published(one.outcome())));
        AutobahnDeflateCase.sample().forEach(one -> tested.put(one.number(), published(one.outcome())));
        assertThat(tested)
                .hasSize(AutobahnCases.all().size()
                        + AutobahnDeflateCase.sample().size());
        assertThat(published).isEqualTo(tested);
    }

    private static String published(AutobahnCase.Outcome outcome) {
        return outcome.name().toLowerCase().replace('_', '-');
    }

    /** The numbers of a row, such as {@code 1.1.1 to 1.1.8}. */
    private static List<String> numbers(String range) {
        String[] ends = range.split(" to ");
        String group = ends[0].substring(0, ends[0].lastIndexOf('.') + 1);
        int first = Integer.parseInt(ends[0].substring(group.length()));
        int last = ends.length == 1 ? first : Integer.parseInt(ends[1].substring(group.length()));
        List<String> numbers = new ArrayList<>();
        for (int number = first; number <= last; number++) {
            numbers.add(group + number);
        }
        return numbers;
    }
}
