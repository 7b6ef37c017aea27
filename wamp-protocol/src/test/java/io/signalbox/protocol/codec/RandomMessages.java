package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.*;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Messages and values from a seed, the same each time. */
final class RandomMessages {
    private static final String[] TEXTS = {
        "",
        "a",
        "com.myapp.topic1",
        "with \"quotes\" and \\",
        "tab\tline\n\u0001",
        "ünï.x",
        "日本",
        "\uD83D\uDE00 smile",
        "\u007f\u0080",
        "exactly8",
        "x".repeat(40),
        "y".repeat(300),
        "\u0000no base64!",
        "/",
        "\uFFFF\uFFFD"
    };
    private static final long[] LONGS = {
        0,
        1,
        23,
        24,
        31,
        32,
        127,
        128,
        255,
        256,
        65535,
        65536,
        4294967295L,
        4294967296L,
        1L << 53,
        Long.MAX_VALUE,
        -1,
        -24,
        -25,
        -32,
        -33,
        -128,
        -129,
        -32768,
        -32769,
        -2147483648L,
        -2147483649L,
        Long.MIN_VALUE
    };
    private static final double[] DOUBLES = {
        1.5, -2.25, 1e300, 4.9e-324, Math.PI, 0.001, 0.0, -0.0, 1.0, 123456789.0, 1e10
    };

    /** The first so many stand for no integer. */
    private static final int FRACTIONS = 6;

    private final Random random;
    private int doubles = DOUBLES.length;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    long id() {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 1L << 53;
            case 2 -> 1 + random.nextInt(70_000);
            default -> 1 + (random.nextLong() >>> 11);
        };
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    Map<String, Object> dict(int depth) {
        Map<String, Object> dict = new LinkedHashMap<>();
        for (int i = size(depth); i > 0; i--) {
            dict.put(random.nextBoolean() ? "key" + i : text(), value(depth - 1));
        }
        return dict;
    }

    /** Options or details: in binary formats a float that stands for an integer is read as one. */
    Map<String, Object> options() {
        doubles = FRACTIONS;
        Map<String, Object> options = dict(2);
        doubles = DOUBLES.length;
        return options;
    }

    List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = size(depth); i > 0; i--) {
            list.add(value(depth - 1));
        }
        return list;
    }

    private int size(int depth) {
        return random.nextInt(8) == 0 && depth < 2 ? 16 + random.nextInt(300) : random.nextInt(4);
    }

    Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 10 : 8)) {
            case 0 -> text();
            case 1 -> LONGS[random.nextInt(LONGS.length)];
            case 2 -> DOUBLES[random.nextInt(doubles)];
            case 3 -> random.nextBoolean();
            case 4 -> null;
            case 5 -> bytes();
            case 6 -> random.nextLong() >> random.nextInt(64);
            case 7 -> new BigInteger(64, random).setBit(63);
            case 8 -> list(depth);
            default -> dict(depth);
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(5) == 0 ? 300 : random.nextInt(30)];
        random.nextBytes(bytes);
        return bytes;
    }

    Payload payload(Serializer serializer) {
        return switch (random.nextInt(4)) {
            case 0 -> Payload.EMPTY;
            case 1 -> serializer.payload(list(3), Map.of());
            case 2 -> Wire.opaque(serializer.format(), bytes());
            default -> serializer.payload(list(3), dict(3));
        };
    }

    WampMessage message(Serializer payloads) {
        MessageType type = MessageType.values()[random.nextInt(MessageType.values().length)];
        Payload payload = payload(payloads);
        Map<String, Object> dict = random.nextBoolean() ? Map.of() : options();
        return switch (type) {
            case HELLO -> new Hello(random.nextBoolean() ? Optional.of(text()) : Optional.empty(), dict);
            case WELCOME -> new Welcome(id(), dict);
            case ABORT -> new Abort(dict, text(), payload.isOpaque() ? Payload.EMPTY : payload);
            case CHALLENGE -> new Challenge(text(), dict);
            case AUTHENTICATE -> new Authenticate(text(), dict);
            case GOODBYE -> new Goodbye(dict, text());
            case ERROR -> new ErrorMessage(MessageType.CALL, id(), dict, text(), payload);
            case PUBLISH -> new Publish(id(), dict, text(), payload);
            case PUBLISHED -> new Published(id(), id());
            case SUBSCRIBE -> new Subscribe(id(), dict, text());
            case SUBSCRIBED -> new Subscribed(id(), id());
            case UNSUBSCRIBE -> new Unsubscribe(id(), id(), dict);
            case UNSUBSCRIBED -> new Unsubscribed(random.nextBoolean() ? 0 : id(), dict);
            case EVENT -> new Event(id(), id(), dict, payload);
            case CALL -> new Call(id(), dict, text(), payload);
            case CANCEL -> new Cancel(id(), dict);
            case RESULT -> new Result(id(), dict, payload);
            case REGISTER -> new Register(id(), dict, text());
            case REGISTERED -> new Registered(id(), id());
            case UNREGISTER -> new Unregister(id(), id(), dict);
            case UNREGISTERED -> new Unregistered(random.nextBoolean() ? 0 : id(), dict);
            case INVOCATION -> new Invocation(id(), id(), dict, payload);
            case INTERRUPT -> new Interrupt(id(), dict);
            case YIELD -> new Yield(id(), dict, payload);
        };
    }
}
