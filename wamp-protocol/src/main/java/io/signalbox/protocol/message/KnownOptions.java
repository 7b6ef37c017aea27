package io.signalbox.protocol.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Options or details of one message type that a router reads. A router ignores all others, as the specification demands, and
 * its decoder creates no objects for them. Immutable and thread-safe.
 */
public final class KnownOptions {
    /** Kind of value that an option has. A value of another kind is a protocol violation when the option is read. */
    public enum Kind {
        /** A boolean, an integer or a string. */
        SCALAR,
        /** A list of session ids, decoded to {@link SessionIds}. */
        SESSION_IDS,
        /** A list of strings, decoded to {@link Names}. */
        TEXTS,
        /** A dictionary, decoded with everything inside. Only messages of the session handshake have one. */
        DICT,
        /** A list of at most {@link #MAX_HOPS} dictionaries with the known entries of {@code forward_for}. */
        HOPS
    }

    /** An option and the kind of its value. */
    public record Option(String key, Kind kind) {}

    /** Maximum length of a list of the kind {@link Kind#HOPS}. */
    public static final int MAX_HOPS = 64;

    /** No options. */
    public static final KnownOptions NONE = new KnownOptions(List.of());

    /** Spec: Payload Passthru Mode, and the older payload transparency of Autobahn. */
    private static final String[] PASSTHRU = {
        "ppt_scheme", "ppt_serializer", "ppt_cipher", "ppt_keyid", "enc_algo", "enc_serializer", "enc_key"
    };

    private static final Map<MessageType, KnownOptions> BY_TYPE = new EnumMap<>(Map.of(
            MessageType.HELLO,
            new Table()
                    .scalars("authid", "authrole", "agent")
                    .add(Kind.TEXTS, "authmethods")
                    .add(Kind.DICT, "roles", "authextra")
                    .complete(),
            MessageType.PUBLISH,
            new Table()
                    .scalars("acknowledge", "exclude_me", "disclose_me", "retain")
                    .add(Kind.SESSION_IDS, "exclude", "eligible")
                    .add(Kind.TEXTS, "exclude_authid", "exclude_authrole", "eligible_authid", "eligible_authrole")
                    .add(Kind.HOPS, "forward_for")
                    .scalars(PASSTHRU)
                    .complete(),
            MessageType.SUBSCRIBE,
            new Table()
                    .scalars("match", "get_retained")
                    .add(Kind.TEXTS, "forward_for")
                    .complete(),
            MessageType.CALL,
            new Table()
                    .scalars("receive_progress", "progress", "timeout", "disclose_me")
                    .add(Kind.HOPS, "forward_for")
                    .scalars(PASSTHRU)
                    .complete(),
            MessageType.CANCEL,
            new Table().scalars("mode").complete(),
            MessageType.REGISTER,
            new Table()
                    .scalars("match", "invoke", "concurrency", "force_reregister", "disclose_caller", "forward_timeout")
                    .add(Kind.TEXTS, "forward_for")
                    .complete(),
            MessageType.YIELD,
            new Table().scalars("progress").scalars(PASSTHRU).complete(),
            MessageType.ERROR,
            new Table().scalars(PASSTHRU).complete()));

    private static final KnownOptions HOP = new Table()
            .scalars("session", "authid", "authrole", "node", "publication")
            .complete();

    private static final KnownOptions[] BY_ORDINAL = Stream.of(MessageType.values())
            .map(type -> BY_TYPE.getOrDefault(type, NONE))
            .toArray(KnownOptions[]::new);

    private final Option[] options;
    private final byte[][] keys;

    private KnownOptions(List<Option> options) {
        this.options = options.toArray(Option[]::new);
        this.keys = options.stream()
                .map(option -> option.key().getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Returns the options of a message type. */
    public static KnownOptions of(MessageType type) {
        return BY_ORDINAL[type.ordinal()];
    }

    /** Returns the entries of an element of the kind {@link Kind#HOPS}. */
    public static KnownOptions ofHop() {
        return HOP;
    }

    /** Returns all options. */
    public List<Option> all() {
        return List.of(options);
    }

    /** Returns the option whose key has these bytes, or null. */
    public Option find(byte[] bytes, int from, int to) {
        for (int i = 0; i < keys.length; i++) {
            byte[] key = keys[i];
            if (key.length == to - from && Arrays.equals(key, 0, key.length, bytes, from, to)) {
                return options[i];
            }
        }
        return null;
    }

    private static final class Table {
        private final List<Option> options = new ArrayList<>();

        Table scalars(String... keys) {
            return add(Kind.SCALAR, keys);
        }

        Table add(Kind kind, String... keys) {
            for (String key : keys) {
                options.add(new Option(key, kind));
            }
            return this;
        }

        KnownOptions complete() {
            return new KnownOptions(options);
        }
    }
}
