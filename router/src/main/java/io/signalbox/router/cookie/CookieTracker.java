package io.signalbox.router.cookie;

import io.signalbox.protocol.connection.RecognizedClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Recognition of the clients of a path by their cookies. Each client without a known cookie is sent a new one: a value that
 * the node has not drawn itself is never adopted. Thread-safe, and does not block.
 */
public final class CookieTracker {
    /** Values of 64 characters, each of which takes six random bits. */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final int MAX_LENGTH = 64;

    /** A browser sends several cookies of one name if they have different paths. */
    private static final int MAX_VALUES = 16;

    private final CookieAttributes attributes;
    private final CookieTable table;
    private final boolean isForLoginsOnly;
    private final RandomGenerator random;

    /**
     * @param isForLoginsOnly whether a cookie without a login counts as unknown. Where clients log in, a cookie that is
     *     older than the login must not stand for it: whoever has put it into the browser would be logged in as well
     * @param random thread-safe source of values that nobody can predict
     */
    public CookieTracker(
            CookieAttributes attributes, CookieTable table, boolean isForLoginsOnly, RandomGenerator random) {
        this.attributes = attributes;
        this.table = table;
        this.isForLoginsOnly = isForLoginsOnly;
        this.random = random;
    }

    /**
     * Outcome of a recognition.
     *
     * @param setCookie the value of a Set-Cookie header; empty for a known client
     * @param otherCookies the Cookie headers without the cookie of the path
     */
    public record Recognition(RecognizedClient client, Optional<String> setCookie, List<String> otherCookies) {}

    /**
     * Looks for a known client.
     *
     * @param cookies the values of the Cookie headers of a request
     * @param overTls whether the client uses TLS
     */
    public Recognition recognize(List<String> cookies, boolean overTls) {
        CookieHeader header = CookieHeader.read(cookies, attributes.name());
        List<String> values =
                header.values().subList(0, Math.min(MAX_VALUES, header.values().size()));
        for (String value : values) {
            Optional<TrackedCookie> known = find(value);
            if (known.isPresent()) {
                return new Recognition(client(known.get(), value), Optional.empty(), header.others());
            }
        }
        if (!values.isEmpty()) {
            table.counters().unknown().increment();
        }
        table.counters().issued().increment();
        String value = draw();
        TrackedCookie issued = new TrackedCookie(CookieKey.of(value));
        return new Recognition(
                client(issued, value), Optional.of(attributes.setCookie(value, overTls)), header.others());
    }

    private Optional<TrackedCookie> find(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return table.find(CookieKey.of(value))
                .filter(cookie -> !isForLoginsOnly || cookie.login().isPresent());
    }

    private ConnectionCookie client(TrackedCookie cookie, String value) {
        return new ConnectionCookie(
                table,
                cookie,
                CookieKey.publicName(value),
                TimeUnit.SECONDS.toMillis(attributes.maxAgeSeconds()),
                isForLoginsOnly);
    }

    private String draw() {
        byte[] drawn = new byte[attributes.length()];
        random.nextBytes(drawn);
        StringBuilder value = new StringBuilder(drawn.length);
        for (byte one : drawn) {
            value.append(ALPHABET.charAt(one & ALPHABET.length() - 1));
        }
        return value.toString();
    }
}
