package io.signalbox.transport.websocket;

import static io.signalbox.transport.websocket.AutobahnCase.text;
import static io.signalbox.transport.websocket.FrameReader.CONTINUATION;
import static io.signalbox.transport.websocket.FrameReader.TEXT;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Group 6 of the Autobahn test-suite: UTF-8, by its numbers. */
final class AutobahnTextCases {
    private static final int FIN = 0x80;
    private static final int INVALID_PAYLOAD = 1007;

    /** A word of five letters in Greek. */
    private static final String WORD = "cebae1bdb9cf83cebcceb5";

    private AutobahnTextCases() {}

    static List<AutobahnCase> all() {
        List<AutobahnCase> cases = new ArrayList<>(fragments());
        cases.addAll(sequences());
        return cases;
    }

    private static List<AutobahnCase> fragments() {
        String hello = "Hello-µ@ßöäüàá-UTF-8!!";
        byte[] bytes = AutobahnCase.bytes(hello);
        byte[] word = hex(WORD);
        byte[] invalid = hex(WORD + "eda080" + "656469746564");
        byte[] tooHigh = hex(WORD + "f4908080" + "656469746564");
        return List.of(
                text("6.1.1").last(TEXT, "").echo("").clean(),
                text("6.1.2")
                        .fragment(TEXT, "")
                        .fragment(CONTINUATION, "")
                        .last(CONTINUATION, "")
                        .echo("")
                        .clean(),
                text("6.1.3")
                        .fragment(TEXT, "")
                        .fragment(CONTINUATION, "middle frame payload")
                        .last(CONTINUATION, "")
                        .echo("middle frame payload")
                        .clean(),
                text("6.2.1").message(bytes).echo(hello).clean(),
                text("6.2.2")
                        .fragment(TEXT, "Hello-µ@ßöä")
                        .last(CONTINUATION, "üàá-UTF-8!!")
                        .echo(hello)
                        .clean(),
                text("6.2.3").fragments(bytes, 1).echo(hello).clean(),
                text("6.2.4").fragments(word, 1).echo(word).clean(),
                text("6.3.1").message(invalid).ends(INVALID_PAYLOAD),
                text("6.3.2").fragments(invalid, 1).ends(INVALID_PAYLOAD),
                // Where it could be refused already, it is not: the answer to a PING comes first.
                text("6.4.1")
                        .frame(TEXT, word)
                        .frame(CONTINUATION, hex("f4908080"))
                        .ping("B")
                        .pong("B")
                        .last(CONTINUATION, "edited")
                        .ends(INVALID_PAYLOAD),
                text("6.4.2")
                        .frame(TEXT, Arrays.copyOf(tooHigh, 12))
                        .frame(CONTINUATION, Arrays.copyOfRange(tooHigh, 12, 13))
                        .ping("B")
                        .pong("B")
                        .frame(FIN | CONTINUATION, Arrays.copyOfRange(tooHigh, 13, tooHigh.length))
                        .ends(INVALID_PAYLOAD),
                text("6.4.3").chopped(11).message(tooHigh).ends(INVALID_PAYLOAD),
                text("6.4.4").chopped(12).message(tooHigh).ends(INVALID_PAYLOAD));
    }

    /** Groups 6.5 to 6.23, from Markus Kuhn's test of UTF-8 decoders. */
    private static List<AutobahnCase> sequences() {
        List<List<byte[]>> groups = List.of(
                hexes("68656c6c6f24776f726c64 68656c6c6fc2a2776f726c64 68656c6c6fe282ac776f726c64"
                        + " 68656c6c6ff0a4ada2776f726c64 " + WORD),
                prefixes(hex(WORD)),
                hexes("00 c280 e0a080 f0908080"),
                hexes("f888808080 fc8480808080"),
                hexes("7f dfbf efbfbf f48fbfbf"),
                hexes("f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf"),
                hexes("ed9fbf ee8080 efbfbd f48fbfbf f4908080"),
                continuations(),
                lonelyStarts(),
                hexes("c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf"),
                hexes("c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"),
                hexes("fe ff fefeffff"),
                hexes("c0af e080af f08080af f8808080af fc80808080af"),
                hexes("c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf"),
                hexes("c080 e08080 f0808080 f880808080 fc8080808080"),
                hexes("eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf"),
                hexes("eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf edae80edb080 edae80edbfbf"
                        + " edafbfedb080 edafbfedbfbf"),
                nonCharacters(),
                hexes("efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf"));
        List<AutobahnCase> cases = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            List<byte[]> sequences = groups.get(group);
            for (int i = 0; i < sequences.size(); i++) {
                byte[] bytes = sequences.get(i);
                AutobahnCase.Builder sent =
                        text("6." + (5 + group) + "." + (i + 1)).message(bytes);
                cases.add(isUtf8(bytes) ? sent.echo(bytes).clean() : sent.ends(INVALID_PAYLOAD));
            }
        }
        return cases;
    }

    private static List<byte[]> prefixes(byte[] word) {
        List<byte[]> prefixes = new ArrayList<>();
        for (int length = 1; length <= word.length; length++) {
            prefixes.add(Arrays.copyOf(word, length));
        }
        return prefixes;
    }

    private static List<byte[]> continuations() {
        List<byte[]> bytes = new ArrayList<>(hexes("80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf"));
        ByteArrayOutputStream most = new ByteArrayOutputStream();
        for (int octet = 0x80; octet < 0xBF; octet++) {
            most.write(octet);
        }
        bytes.add(most.toByteArray());
        return bytes;
    }

    private static List<byte[]> lonelyStarts() {
        List<byte[]> bytes = new ArrayList<>();
        int[] starts = {0xC0, 0xE0, 0xF0, 0xF8, 0xFC, 0xFE};
        for (int i = 1; i < starts.length; i++) {
            ByteArrayOutputStream spaced = new ByteArrayOutputStream();
            for (int octet = starts[i - 1]; octet < starts[i] - 1; octet++) {
                spaced.write(octet);
                spaced.write(' ');
            }
            bytes.add(spaced.toByteArray());
        }
        return bytes;
    }

    /** U+FFFE, U+FFFF and the last two of each plane above, which are UTF-8 all the same. */
    private static List<byte[]> nonCharacters() {
        List<byte[]> bytes = new ArrayList<>();
        for (int plane = 0; plane <= 0x10; plane++) {
            for (int last : new int[] {0xFFFE, 0xFFFF}) {
                bytes.add(Character.toString(plane << 16 | last).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes;
    }

    private static boolean isUtf8(byte[] bytes) {
        return Arrays.equals(bytes, new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
    }

    private static List<byte[]> hexes(String sequences) {
        return Arrays.stream(sequences.split(" ")).map(AutobahnTextCases::hex).toList();
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes);
    }
}
