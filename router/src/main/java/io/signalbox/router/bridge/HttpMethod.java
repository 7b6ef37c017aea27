package io.signalbox.router.bridge;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules for the names of HTTP methods. Stateless. */
final class HttpMethod {
    private static final Pattern NAME = Pattern.compile("[A-Za-z]{1,20}");

    /** CONNECT opens a tunnel to another server, and TRACE returns the headers of proxies. */
    private static final Set<String> REFUSED = Set.of("CONNECT", "TRACE");

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private HttpMethod() {}

    static boolean isAllowed(String name) {
        return NAME.matcher(name).matches() && !REFUSED.contains(canonical(name));
    }

    static String canonical(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** Returns whether a request that may have reached the server may be sent again. */
    static boolean isIdempotent(String canonical) {
        return IDEMPOTENT.contains(canonical);
    }

    /** Returns whether a redirection of the method is followed. */
    static boolean isSafe(String canonical) {
        return canonical.equals("GET") || canonical.equals("HEAD");
    }
}
