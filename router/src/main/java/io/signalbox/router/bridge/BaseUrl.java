package io.signalbox.router.bridge;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * URL below which all requests of a callee stay: with its scheme, host, port and path. References of callers are resolved against it
 * as by RFC 3986, but none that could lead elsewhere is accepted, also not one that only some servers read in this way: dot segments,
 * backslashes, and encoded dots, slashes and control characters are refused. Immutable.
 */
final class BaseUrl {
    private static final int MAX_LENGTH = 8_192;
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
    private static final Pattern REFUSED_CHARACTER =
            Pattern.compile("[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]|%(?![0-9A-Fa-f]{2})");

    /** An encoded dot, slash, backslash or control character, also one that is encoded several times. */
    private static final Pattern ENCODED_DELIMITER =
            Pattern.compile(".*%(?:25)*(?:2[EeFf]|5[Cc]|[01][0-9A-Fa-f]|7[Ff]).*");

    /** Some servers remove parameters, which a semicolon begins, before they resolve dot segments. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:.*/)?\\.\\.?(?:[;/].*)?");

    private final String origin;
    private final String path;
    private final String directory;
    private final String below;

    /** @param url absolute, without credentials, query and fragment */
    BaseUrl(URI url) {
        origin = url.getScheme() + "://" + url.getRawAuthority();
        path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        directory = path.substring(0, path.lastIndexOf('/') + 1);
        below = path.endsWith("/") ? path : path + "/";
    }

    /**
     * Returns the URL of a reference: a path relative to the last slash of the base, an absolute path, each possibly with a query, or
     * the empty text for the base itself.
     *
     * @param query encoded further query; empty for none
     * @throws RefusedUrl if the reference could lead out of the base; the message says why
     */
    URI resolve(String reference, String query) throws RefusedUrl {
        if (reference.length() + query.length() > MAX_LENGTH) {
            throw new RefusedUrl("the URL has more than " + MAX_LENGTH + " characters");
        }
        if (SCHEME.matcher(reference).matches()) {
            throw new RefusedUrl("the URL is absolute; give a path that is relative to the base URL");
        }
        if (REFUSED_CHARACTER.matcher(reference).find()) {
            throw new RefusedUrl(
                    "the URL has a character that a path or query cannot have; encode it with percent signs");
        }
        int mark = reference.indexOf('?');
        String resolved = path(mark < 0 ? reference : reference.substring(0, mark));
        String queries = mark < 0 ? query : joined(reference.substring(mark + 1), query);
        return URI.create(origin + resolved + (queries.isEmpty() ? "" : "?" + queries));
    }

    private static String joined(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "&" + second;
    }

    private String path(String reference) throws RefusedUrl {
        if (reference.startsWith("//")) {
            throw new RefusedUrl("the URL names a host; give a path that is relative to the base URL");
        }
        if (DOT_SEGMENT.matcher(reference).matches()) {
            throw new RefusedUrl("the path has a segment '.' or '..'; give the path without it");
        }
        if (ENCODED_DELIMITER.matcher(reference).matches()) {
            throw new RefusedUrl("the path has an encoded dot, slash, backslash or control character, which servers"
                    + " read in different ways; give the path without it");
        }
        String resolved;
        if (reference.isEmpty()) {
            resolved = path;
        } else if (reference.startsWith("/")) {
            resolved = reference;
        } else {
            resolved = directory + reference;
        }
        if (!resolved.equals(path) && !resolved.startsWith(below)) {
            throw new RefusedUrl("the path is outside of the base URL, whose path is " + path);
        }
        return resolved;
    }

    /** Returns whether a redirection to a URL stays below the base. */
    boolean contains(URI url) {
        if (url.getScheme() == null || url.getRawAuthority() == null || url.getRawPath() == null) {
            return false;
        }
        String start = url.getScheme() + "://" + url.getRawAuthority();
        if (!start.equalsIgnoreCase(origin)) {
            return false;
        }
        try {
            path(url.getRawPath());
            return !url.getRawPath().isEmpty();
        } catch (RefusedUrl e) {
            // Outside of the base.
            return false;
        }
    }

    /** Refusal of a reference. */
    static final class RefusedUrl extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedUrl(String message) {
            super(message);
        }
    }
}
