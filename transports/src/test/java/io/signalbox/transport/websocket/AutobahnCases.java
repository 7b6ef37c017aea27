package io.signalbox.transport.websocket;

import static io.signalbox.transport.websocket.AutobahnCase.binary;
import static io.signalbox.transport.websocket.AutobahnCase.text;
import static io.signalbox.transport.websocket.FrameReader.CLOSE;
import static io.signalbox.transport.websocket.FrameReader.CONTINUATION;
import static io.signalbox.transport.websocket.FrameReader.PING;
import static io.signalbox.transport.websocket.FrameReader.PONG;
import static io.signalbox.transport.websocket.FrameReader.TEXT;

import io.signalbox.transport.websocket.AutobahnCase.Builder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Groups 1 to 5, 7, 9 and 10 of the Autobahn test-suite, by their numbers. */
final class AutobahnCases {
    private static final int FIN = 0x80;
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;
    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int INVALID_PAYLOAD = 1007;
    private static final String HELLO = "Hello, world!";
    private static final byte[] NO_UTF8 = HexFormat.of().parseHex("00fffefdfcfb00ff");

    private static final int ROUND_TRIPS = 1_000;

    private AutobahnCases() {}

    static List<AutobahnCase> all() {
        List<AutobahnCase> all = new ArrayList<>();
        all.addAll(framing());
        all.addAll(pings());
        all.addAll(reservedBits());
        all.addAll(opcodes());
        all.addAll(fragmentation());
        all.addAll(AutobahnTextCases.all());
        all.addAll(closing());
        all.addAll(limits());
        all.add(text("10.1.1")
                .fragments(repeat("*", 65_536), 1_300)
                .echo(repeat("*", 65_536))
                .clean());
        return all;
    }

    private static byte[] repeat(String pattern, int length) {
        return AutobahnCase.bytes(pattern.repeat(length / pattern.length() + 1).substring(0, length));
    }

    private static byte[] repeat(int octet, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) octet);
        return bytes;
    }

    private static List<AutobahnCase> framing() {
        int[] sizes = {0, 125, 126, 127, 128, 65_535, 65_536, 65_536};
        List<AutobahnCase> cases = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            int chopBytes = i == 7 ? 997 : 0;
            byte[] stars = repeat("*", sizes[i]);
            byte[] binary = repeat(0xFE, sizes[i]);
            cases.add(text("1.1." + (i + 1))
                    .chopped(chopBytes)
                    .message(stars)
                    .echo(stars)
                    .clean());
            cases.add(binary("1.2." + (i + 1))
                    .chopped(chopBytes)
                    .message(binary)
                    .echo(binary)
                    .clean());
        }
        return cases;
    }

    private static List<AutobahnCase> pings() {
        byte[] longest = repeat(0xFE, 125);
        List<AutobahnCase> cases = new ArrayList<>(List.of(
                text("2.1").ping("").pong("").clean(),
                text("2.2").ping(HELLO).pong(HELLO).clean(),
                text("2.3").ping(NO_UTF8).pong(NO_UTF8).clean(),
                text("2.4").ping(longest).pong(longest).clean(),
                text("2.5").ping(repeat(0xFE, 126)).ends(PROTOCOL_ERROR),
                text("2.6").chopped(1).ping(longest).pong(longest).clean(),
                text("2.7").last(PONG, "").clean(),
                text("2.8").last(PONG, "unsolicited pong payload").clean(),
                text("2.9")
                        .last(PONG, "unsolicited pong payload")
                        .ping("ping payload")
                        .pong("ping payload")
                        .clean()));
        for (int chopBytes : new int[] {0, 1}) {
            Builder ten = text(chopBytes == 0 ? "2.10" : "2.11").chopped(chopBytes);
            for (int i = 0; i < 10; i++) {
                ten.ping("payload-" + i);
            }
            for (int i = 0; i < 10; i++) {
                ten.pong("payload-" + i);
            }
            cases.add(ten.clean());
        }
        return cases;
    }

    private static List<AutobahnCase> reservedBits() {
        return List.of(
                text("3.1").frame(FIN | 0x10 | TEXT, HELLO).ends(PROTOCOL_ERROR),
                secondIsBad("3.2", 0, 0x20 | TEXT),
                secondIsBad("3.3", Integer.MAX_VALUE, 0x30 | TEXT),
                secondIsBad("3.4", 1, 0x40 | TEXT),
                binary("3.5").frame(FIN | 0x50 | FrameReader.BINARY, NO_UTF8).ends(PROTOCOL_ERROR),
                binary("3.6")
                        .frame(FIN | 0x60 | FrameReader.BINARY, AutobahnCase.bytes(HELLO))
                        .ends(PROTOCOL_ERROR),
                text("3.7").frame(FIN | 0x70 | CLOSE, "").ends(PROTOCOL_ERROR));
    }

    /** A message, then a bad frame, and a PING that is not answered. */
    private static AutobahnCase secondIsBad(String number, int chopBytes, int firstByte) {
        return text(number)
                .chopped(chopBytes)
                .last(TEXT, HELLO)
                .frame(FIN | firstByte, HELLO)
                .ping("")
                .echo(HELLO)
                .ends(PROTOCOL_ERROR);
    }

    private static List<AutobahnCase> opcodes() {
        String payload = "reserved opcode payload";
        return List.of(
                text("4.1.1").last(3, "").ends(PROTOCOL_ERROR),
                text("4.1.2").last(4, payload).ends(PROTOCOL_ERROR),
                text("4.1.3").last(TEXT, HELLO).last(5, "").ping("").echo(HELLO).ends(PROTOCOL_ERROR),
                secondIsBad("4.1.4", 0, 6),
                secondIsBad("4.1.5", 1, 7),
                text("4.2.1").last(11, "").ends(PROTOCOL_ERROR),
                text("4.2.2").last(12, payload).ends(PROTOCOL_ERROR),
                text("4.2.3")
                        .last(TEXT, HELLO)
                        .last(13, "")
                        .ping("")
                        .echo(HELLO)
                        .ends(PROTOCOL_ERROR),
                secondIsBad("4.2.4", 0, 14),
                secondIsBad("4.2.5", 1, 15));
    }

    private static List<AutobahnCase> fragmentation() {
        int[] chops = {0, Integer.MAX_VALUE, 1};
        String one = "fragment1";
        String two = "fragment2";
        String lonely = "non-continuation payload";
        String ping = "ping payload";
        List<AutobahnCase> cases = new ArrayList<>(List.of(
                text("5.1").fragment(PING, one).last(CONTINUATION, two).ends(PROTOCOL_ERROR),
                text("5.2").fragment(PONG, one).last(CONTINUATION, two).ends(PROTOCOL_ERROR)));
        for (int i = 0; i < chops.length; i++) {
            cases.add(number(5, 3 + i, chops[i])
                    .fragment(TEXT, one)
                    .last(CONTINUATION, two)
                    .echo(one + two)
                    .clean());
            cases.add(number(5, 6 + i, chops[i])
                    .fragment(TEXT, one)
                    .ping(ping)
                    .last(CONTINUATION, two)
                    .pong(ping)
                    .echo(one + two)
                    .clean());
            cases.add(number(5, 9 + i, chops[i])
                    .last(CONTINUATION, lonely)
                    .last(TEXT, HELLO)
                    .ends(PROTOCOL_ERROR));
            cases.add(number(5, 12 + i, chops[i])
                    .fragment(CONTINUATION, lonely)
                    .last(TEXT, HELLO)
                    .ends(PROTOCOL_ERROR));
        }
        cases.add(text("5.15")
                .fragment(TEXT, one)
                .last(CONTINUATION, two)
                .fragment(CONTINUATION, "fragment3")
                .last(TEXT, "fragment4")
                .echo(one + two)
                .ends(PROTOCOL_ERROR));
        for (int i = 0; i < 2; i++) {
            int first = i == 0 ? CONTINUATION : FIN | CONTINUATION;
            Builder twice = text("5." + (16 + i));
            for (int j = 0; j < 2; j++) {
                twice.frame(first, one).fragment(TEXT, two).last(CONTINUATION, "fragment3");
            }
            cases.add(twice.ends(PROTOCOL_ERROR));
        }
        cases.add(text("5.18").fragment(TEXT, one).last(TEXT, two).ends(PROTOCOL_ERROR));
        for (int i = 0; i < 2; i++) {
            cases.add(number(5, 19 + i, chops[i])
                    .fragment(TEXT, one)
                    .fragment(CONTINUATION, two)
                    .ping("pongme 1!")
                    .pong("pongme 1!")
                    .fragment(CONTINUATION, "fragment3")
                    .fragment(CONTINUATION, "fragment4")
                    .ping("pongme 2!")
                    .last(CONTINUATION, "fragment5")
                    .pong("pongme 2!")
                    .echo("fragment1fragment2fragment3fragment4fragment5")
                    .clean());
        }
        return cases;
    }

    private static Builder number(int group, int number, int chopBytes) {
        return text(group + "." + number).chopped(chopBytes);
    }

    private static List<AutobahnCase> closing() {
        String hello = "Hello World!";
        byte[] large = repeat("BAsd7&jh23", 256 * KIB);
        byte[] noUtf8 = HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080656469746564");
        List<AutobahnCase> cases = new ArrayList<>(List.of(
                text("7.1.1").message(AutobahnCase.bytes(hello)).echo(hello).clean(),
                text("7.1.2").close(NORMAL).last(CLOSE, "").ends(NORMAL),
                text("7.1.3").close(NORMAL).ping("").ends(NORMAL),
                text("7.1.4").close(NORMAL).last(TEXT, hello).ends(NORMAL),
                text("7.1.5")
                        .fragment(TEXT, "fragment1")
                        .close(NORMAL)
                        .last(CONTINUATION, "fragment2")
                        .ends(NORMAL),
                text("7.1.6")
                        .message(large)
                        .last(TEXT, hello)
                        .close(NORMAL)
                        .ping("")
                        .echo(large)
                        .echo(hello)
                        .ends(NORMAL),
                text("7.3.1").last(CLOSE, "").ends(0, NORMAL),
                text("7.3.2").last(CLOSE, "a").ends(PROTOCOL_ERROR),
                text("7.3.3").close(NORMAL).ends(NORMAL),
                text("7.3.4").close(NORMAL, AutobahnCase.bytes(hello)).ends(NORMAL),
                text("7.3.5").close(NORMAL, repeat("*", 123)).ends(NORMAL),
                text("7.3.6").close(NORMAL, repeat("*", 124)).ends(PROTOCOL_ERROR),
                text("7.5.1").close(NORMAL, noUtf8).ends(PROTOCOL_ERROR, INVALID_PAYLOAD)));
        int[] valid = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
        for (int i = 0; i < valid.length; i++) {
            cases.add(text("7.7." + (i + 1)).close(valid[i]).ends(NORMAL, valid[i]));
        }
        int[] invalid = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
        for (int i = 0; i < invalid.length; i++) {
            cases.add(text("7.9." + (i + 1)).close(invalid[i]).ends(PROTOCOL_ERROR));
        }
        cases.add(text("7.13.1").close(5000).ends(NORMAL, 5000, PROTOCOL_ERROR));
        cases.add(text("7.13.2").close(65_535).ends(NORMAL, 65_535, PROTOCOL_ERROR));
        return cases;
    }

    private static List<AutobahnCase> limits() {
        List<AutobahnCase> cases = new ArrayList<>();
        int[] sizes = {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB};
        for (int i = 0; i < sizes.length; i++) {
            byte[] textual = repeat("BAsd7&jh23", sizes[i]);
            byte[] binary = repeat(0xFE, sizes[i]);
            cases.add(text("9.1." + (i + 1)).message(textual).echo(textual).clean());
            cases.add(binary("9.2." + (i + 1)).message(binary).echo(binary).clean());
        }
        byte[] stars = repeat("*", 4 * MIB);
        byte[] octets = repeat(0xFE, 4 * MIB);
        int[] fragments = {64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB};
        for (int i = 0; i < fragments.length; i++) {
            cases.add(text("9.3." + (i + 1))
                    .fragments(stars, fragments[i])
                    .echo(stars)
                    .clean());
            cases.add(binary("9.4." + (i + 1))
                    .fragments(octets, fragments[i])
                    .echo(octets)
                    .clean());
        }
        byte[] textual = repeat("BAsd7&jh23", MIB);
        byte[] binary = repeat(0xFE, MIB);
        for (int i = 0; i < 6; i++) {
            int chopBytes = 64 << i;
            cases.add(text("9.5." + (i + 1))
                    .chopped(chopBytes)
                    .message(textual)
                    .echo(textual)
                    .clean());
            cases.add(binary("9.6." + (i + 1))
                    .chopped(chopBytes)
                    .message(binary)
                    .echo(binary)
                    .clean());
        }
        int[] small = {0, 16, 64, 256, 1_024, 4_096};
        for (int i = 0; i < small.length; i++) {
            cases.add(roundTrips(text("9.7." + (i + 1)), repeat("*", small[i])));
            cases.add(roundTrips(binary("9.8." + (i + 1)), repeat(0xFE, small[i])));
        }
        return cases;
    }

    private static AutobahnCase roundTrips(Builder builder, byte[] message) {
        for (int i = 0; i < ROUND_TRIPS; i++) {
            builder.message(message).echo(message);
        }
        return builder.clean();
    }
}
