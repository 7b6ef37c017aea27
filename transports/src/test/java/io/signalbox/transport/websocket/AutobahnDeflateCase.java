package io.signalbox.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One case of the groups 12 and 13 of the Autobahn test-suite: compressed messages that have to come back. Generated data
 * takes the place of the files of the test-suite.
 *
 * @param number the number in the test-suite
 * @param kind what the messages are cut from
 * @param messageBytes the length of each message
 * @param fragmentBytes the length of its frames; 0 for one frame
 * @param offer what the other end offers
 */
record AutobahnDeflateCase(String number, Kind kind, int messageBytes, int fragmentBytes, String offer) {
    private static final int MOST_MESSAGES = 1_000;
    private static final int MOST_BYTES = 1 << 20;
    private static final int DATA_BYTES = 256 << 10;

    private static final int[] MESSAGE_BYTES = {
        16, 64, 256, 1_024, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072, 8_192, 16_384, 32_768, 65_536, 131_072,
        131_072, 131_072, 131_072
    };
    private static final int[] FRAGMENT_BYTES = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 256, 256, 256, 256, 256, 1_024, 4_096, 32_768
    };

    private static final String USUAL = "permessage-deflate; client_no_context_takeover; client_max_window_bits";
    private static final String FORGETTING = "; server_no_context_takeover";
    private static final String SMALL_WINDOW = "; server_max_window_bits=8";
    private static final String FULL_WINDOW = "; server_max_window_bits=15";

    /** The offers of the cases 13.1 to 13.7. */
    private static final List<String> OFFERS = List.of(
            USUAL,
            USUAL + FORGETTING,
            USUAL + SMALL_WINDOW,
            USUAL + FULL_WINDOW,
            USUAL + FORGETTING + SMALL_WINDOW,
            USUAL + FORGETTING + FULL_WINDOW,
            String.join(", ", USUAL + FORGETTING + SMALL_WINDOW, USUAL + FORGETTING, USUAL));

    /** Kinds of data, in the order of the cases 12.1 to 12.5. */
    enum Kind {
        JSON(false),
        BITMAP(true),
        PROSE(true),
        HTML(false),
        /** Mostly compressed before. */
        PDF(true);

        final boolean isBinary;

        Kind(boolean isBinary) {
            this.isBinary = isBinary;
        }

        byte[] data() {
            Random random = new Random(ordinal());
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            for (int i = 0; data.size() < DATA_BYTES; i++) {
                data.writeBytes(part(i, random));
            }
            return data.toByteArray();
        }

        private byte[] part(int index, Random random) {
            return switch (this) {
                case JSON ->
                    ascii("{\"id\": %d, \"name\": \"%s\", \"values\": [%.5f, null, true]},%n"
                            .formatted(index, words(2, random), random.nextDouble()));
                case BITMAP -> pixels(index, random);
                case PROSE -> ascii(words(12, random) + ".\n");
                case HTML ->
                    ascii("<tr class=\"row%d\"><td>%s</td><td>%d</td></tr>%n"
                            .formatted(index % 2, words(3, random), random.nextInt(1_000)));
                case PDF -> bytes(random);
            };
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        private static String words(int count, Random random) {
            return random.ints(count, 0, 2_000)
                    .mapToObj(word -> Integer.toString(word * 7_919, 26))
                    .collect(Collectors.joining(" "));
        }

        private static byte[] pixels(int row, Random random) {
            byte[] pixels = new byte[512];
            for (int x = 0; x < pixels.length; x++) {
                pixels[x] = (byte) ((x + row) / 4 + random.nextInt(3));
            }
            return pixels;
        }

        private static byte[] bytes(Random random) {
            byte[] bytes = new byte[512];
            random.nextBytes(bytes);
            return bytes;
        }
    }

    /** Returns all sizes of the first group, and one size with and one without fragments of each other group. */
    static List<AutobahnDeflateCase> sample() {
        List<AutobahnDeflateCase> sample = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int size = 1; size <= MESSAGE_BYTES.length; size++) {
                if (kind == Kind.JSON || size == 10 || size == 11) {
                    sample.add(of("12." + (kind.ordinal() + 1), size, kind, USUAL));
                }
            }
        }
        for (int i = 0; i < OFFERS.size(); i++) {
            for (int size = 10; size <= 11; size++) {
                sample.add(of("13." + (i + 1), size, Kind.JSON, OFFERS.get(i)));
            }
        }
        return sample;
    }

    private static AutobahnDeflateCase of(String group, int size, Kind kind, String offer) {
        return new AutobahnDeflateCase(
                group + "." + size, kind, MESSAGE_BYTES[size - 1], FRAGMENT_BYTES[size - 1], offer);
    }

    AutobahnCase.Outcome outcome() {
        boolean isRefused = number.startsWith("13.3.") || number.startsWith("13.5.");
        return isRefused ? AutobahnCase.Outcome.UNIMPLEMENTED : AutobahnCase.Outcome.OK;
    }

    /** Returns the messages one after the other, cut from the data as from a ring. */
    List<byte[]> messages() {
        byte[] data = kind.data();
        byte[] ring = Arrays.copyOf(data, data.length + messageBytes);
        System.arraycopy(data, 0, ring, data.length, messageBytes);
        List<byte[]> messages = new ArrayList<>();
        int count = Math.min(MOST_MESSAGES, MOST_BYTES / messageBytes);
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * messageBytes % data.length);
            messages.add(Arrays.copyOfRange(ring, from, from + messageBytes));
        }
        return messages;
    }

    @Override
    public String toString() {
        return number;
    }
}
