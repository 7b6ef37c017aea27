package io.signalbox.router.node;

import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.JwtAuth;
import io.signalbox.router.auth.TicketAuth;
import io.signalbox.router.auth.TlsAuth;
import io.signalbox.router.cookie.CookieMethods;
import io.signalbox.router.realm.RequestLogins.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Credentials that a request shows, by the methods of an item: user and password (RFC 7617) for {@code ticket}, a bearer token
 * (RFC 6750) for {@code jwt}; otherwise the certificate, the cookie or nothing. A header Authorization of a scheme without a method
 * is left to the backend.
 *
 * @param isShown whether the header Authorization has the credentials
 * @param credentials empty if the header has no credentials of its scheme
 */
record HttpCredentials(boolean isShown, Optional<Credentials> credentials) {
    private static final String BASIC = "Basic";
    private static final String BEARER = "Bearer";

    /** @param methods the methods of the item */
    static HttpCredentials of(Request request, Set<String> methods) {
        List<String> shown = request.getHeaders().getFields(HttpHeader.AUTHORIZATION).stream()
                .map(HttpField::getValue)
                .toList();
        boolean isBasic = methods.contains(TicketAuth.METHOD) && shown.stream().anyMatch(value -> isOf(BASIC, value));
        boolean isBearer = methods.contains(JwtAuth.METHOD) && shown.stream().anyMatch(value -> isOf(BEARER, value));
        if (!isBasic && !isBearer) {
            return new HttpCredentials(false, Optional.of(others(request, methods)));
        }
        if (shown.size() > 1) {
            return new HttpCredentials(true, Optional.empty());
        }
        return new HttpCredentials(true, isBasic ? basic(shown.getFirst()) : bearer(shown.getFirst()));
    }

    private static boolean isOf(String scheme, String value) {
        return value.regionMatches(true, 0, scheme, 0, scheme.length())
                && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
    }

    private static Optional<Credentials> basic(String value) {
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder().decode(value.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int colon = pair.indexOf(':');
        return colon < 0
                ? Optional.empty()
                : Optional.of(new Credentials(
                        List.of(TicketAuth.METHOD),
                        Optional.of(pair.substring(0, colon)),
                        Optional.of(pair.substring(colon + 1))));
    }

    private static Optional<Credentials> bearer(String value) {
        String token = value.substring(BEARER.length()).strip();
        return token.isEmpty()
                ? Optional.empty()
                : Optional.of(new Credentials(List.of(JwtAuth.METHOD), Optional.empty(), Optional.of(token)));
    }

    private static Credentials others(Request request, Set<String> methods) {
        List<String> offered = new ArrayList<>(Stream.of(TlsAuth.METHOD, CookieMethods.METHOD, AnonymousAuth.METHOD)
                .filter(methods::contains)
                .toList());
        if (isOfAnotherSite(request)) {
            offered.remove(CookieMethods.METHOD);
        }
        // An empty list would stand for 'anonymous'.
        return new Credentials(offered.isEmpty() ? List.of("none") : offered, Optional.empty(), Optional.empty());
    }

    /**
     * Returns whether a page of another site sends a request that is no handshake, with the cookie of its visitor. The origins of
     * handshakes are checked by the options of their item.
     */
    private static boolean isOfAnotherSite(Request request) {
        HttpFields headers = request.getHeaders();
        String origin = headers.get(HttpHeader.ORIGIN);
        if (origin == null || headers.contains(HttpHeader.UPGRADE)) {
            return false;
        }
        int scheme = origin.indexOf("://");
        String host = headers.get(HttpHeader.HOST);
        return scheme < 0 || !origin.substring(scheme + 3).equalsIgnoreCase(host);
    }
}
