package io.signalbox.router.cookie;

import java.util.Locale;
import java.util.Optional;

/**
 * Form of the cookies of a path. Immutable and thread-safe.
 *
 * @param length characters of a value
 * @param maxAgeSeconds time for which the browser keeps a cookie, and the node a login
 * @param secure whether the browser sends the cookie over TLS only; empty for what the connection of the client is
 * @param httpStrict whether scripts cannot read the cookie
 * @param path the path below which the browser sends the cookie
 */
public record CookieAttributes(
        String name,
        int length,
        int maxAgeSeconds,
        Optional<Boolean> secure,
        boolean httpStrict,
        SameSite sameSite,
        String path) {

    /** Attribute SameSite: the requests from pages of other sites with which the browser sends the cookie. */
    public enum SameSite {
        STRICT,
        LAX,
        NONE;

        private String inHeader() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the value of a Set-Cookie header.
     *
     * @param overTls whether the client uses TLS
     */
    String setCookie(String value, boolean overTls) {
        StringBuilder header = new StringBuilder(name)
                .append('=')
                .append(value)
                .append("; Path=")
                .append(path)
                .append("; Max-Age=")
                .append(maxAgeSeconds);
        if (httpStrict) {
            header.append("; HttpOnly");
        }
        header.append("; SameSite=").append(sameSite.inHeader());
        if (secure.orElse(overTls)) {
            header.append("; Secure");
        }
        return header.toString();
    }
}
