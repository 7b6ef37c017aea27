package io.signalbox.client.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Secret of a client: a password, a ticket or a token. No text of this class shows the value. Immutable and thread-safe.
 *
 * <pre>{@code
 * Map<String, String> vault = Map.of("joe", "secret");
 * try (WampClient joe = WampClient.builder("ws://localhost:8080/ws", "realm1")
 *         .authentication(Authentication.ticket("joe", Secret.ofSupplier(() -> vault.get("joe"))))
 *         .build()) {
 *     joe.connect();
 * }
 * }</pre>
 */
public final class Secret {
    /** Longest content of a file. */
    static final int MAX_FILE_BYTES = 64 * 1024;

    private final Source source;

    /** Reads the value at each login. */
    private interface Source {
        String read() throws AuthenticationFailure;
    }

    private Secret(Source source) {
        this.source = source;
    }

    /** Returns a secret with this value, which is not empty. */
    public static Secret of(String value) {
        requireValue(value);
        return new Secret(() -> value);
    }

    /**
     * Returns a secret that is read from a file at each login, so that a rotated token or password needs no restart. The
     * value is the content of the file in UTF-8, without line breaks at the end, and at most 64 KiB.
     */
    public static Secret ofFile(Path file) {
        Objects.requireNonNull(file, "file");
        return new Secret(() -> content(file));
    }

    /**
     * Returns a secret that is asked for at each login.
     *
     * @param supplier thread-safe; may block. An exception of the supplier fails the login
     */
    public static Secret ofSupplier(Supplier<String> supplier) {
        Objects.requireNonNull(supplier, "supplier");
        return new Secret(() -> supplied(supplier));
    }

    /** Returns the value. May block. */
    String read() throws AuthenticationFailure {
        return source.read();
    }

    private static void requireValue(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty");
        }
    }

    private static String supplied(Supplier<String> supplier) throws AuthenticationFailure {
        String value;
        try {
            value = supplier.get();
        } catch (RuntimeException e) {
            throw new AuthenticationFailure(
                    "the supplier of the secret failed with " + e.getClass().getName(), e);
        }
        if (value == null || value.isEmpty()) {
            throw new AuthenticationFailure("the supplier of the secret returned no secret");
        }
        return value;
    }

    private static String content(Path file) throws AuthenticationFailure {
        byte[] bytes;
        try {
            // A FIFO or a device may have no end.
            bytes = readAtMost(file, MAX_FILE_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new AuthenticationFailure("the file " + file + " with the secret does not exist", e);
        } catch (IOException e) {
            throw new AuthenticationFailure("the file " + file + " with the secret cannot be read: " + reason(e), e);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new AuthenticationFailure(
                    "the file " + file + " with the secret is longer than " + MAX_FILE_BYTES + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            // Without the cause: no part of the secret belongs in a log.
            throw new AuthenticationFailure("the file " + file + " with the secret is not UTF-8");
        }
        String value = withoutLineBreaks(text);
        if (value.isEmpty()) {
            throw new AuthenticationFailure("the file " + file + " with the secret is empty");
        }
        return value;
    }

    static byte[] readAtMost(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    /** Returns the reason of an error without the name of the file, which is the whole message of some exceptions. */
    static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "access denied"
                : e.getClass().getSimpleName();
    }

    private static String withoutLineBreaks(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Returns a text without the value. */
    @Override
    public String toString() {
        return "Secret[***]";
    }
}
