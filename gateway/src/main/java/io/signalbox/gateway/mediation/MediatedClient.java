package io.signalbox.gateway.mediation;

import io.signalbox.gateway.reverseproxy.ForwardedHeaders;
import io.signalbox.router.extension.RequestAuthentication.Admitted;
import io.signalbox.transport.io.PeerAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * Client of a session, as procedures are told of it.
 *
 * @param address address and port
 * @param path the path of the request, without the query
 * @param query empty if there is none
 * @param headers the request headers, by their names in lower case
 * @param identity who the client is; with an empty authid if the item does not authenticate its clients
 */
record MediatedClient(String address, String path, String query, Map<String, String> headers, Admitted identity) {
    private static final String PROXY_AUTHORIZATION = "proxy-authorization";
    private static final String COOKIE = "cookie";
    private static final Set<String> CREDENTIALS = Set.of("authorization", COOKIE);

    /**
     * Returns the client of a request.
     *
     * @param exposesCredentials whether the headers include those with credentials that are not for this node
     * @param forwarded knows the cookies of this node
     */
    static MediatedClient of(
            Request request, boolean exposesCredentials, Admitted identity, ForwardedHeaders forwarded) {
        String query = request.getHttpURI().getQuery();
        return new MediatedClient(
                PeerAddress.text(request.getConnectionMetaData().getRemoteSocketAddress()),
                request.getHttpURI().getPath(),
                query == null ? "" : query,
                headers(request, exposesCredentials ? identity.credentials() : CREDENTIALS, forwarded),
                identity);
    }

    private static Map<String, String> headers(Request request, Set<String> hidden, ForwardedHeaders forwarded) {
        Map<String, String> headers = new TreeMap<>();
        for (HttpField field : request.getHeaders()) {
            String name = field.getName().toLowerCase(Locale.ROOT);
            if (hidden.contains(name) || name.equals(PROXY_AUTHORIZATION)) {
                continue;
            }
            boolean isCookie = name.equals(COOKIE);
            String value = String.valueOf(field.getValue());
            String shown = isCookie ? forwarded.withoutOwn(value) : value;
            if (!isCookie || !shown.isEmpty()) {
                headers.merge(name, shown, (first, next) -> first + (isCookie ? "; " : ", ") + next);
            }
        }
        return headers;
    }
}
