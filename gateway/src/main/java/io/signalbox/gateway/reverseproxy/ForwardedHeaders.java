package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.access.Via;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.proxy.TrustedProxies;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Headers of the handshake with the backend: those of the client that the item forwards, and those by which a proxy names the client
 * and itself. Immutable and thread-safe.
 */
public final class ForwardedHeaders {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_HOST = "x-forwarded-host";
    private static final String FORWARDED_PROTO = "x-forwarded-proto";

    /**
     * Headers that concern one connection only (RFC 9110 section 7.6.1, Connection), those of the handshake, which has its own, and
     * those that name a client, which a client could forge.
     */
    private static final Set<String> NEVER = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "expect",
            "via",
            "forwarded",
            "x-real-ip");

    private static final List<String> NEVER_BEGINNINGS = List.of("sec-websocket-", "x-forwarded-");

    private final Via via;
    private final TrustedProxies proxies;
    private final Set<String> cookies;
    private final List<Pattern> forwarded;

    /**
     * @param node the id of this node
     * @param proxies the proxies whose headers about their clients are kept
     * @param cookies the names of the cookies of this node, which the backend does not get
     * @param names patterns of names, with {@code *} for any characters
     */
    public ForwardedHeaders(String node, TrustedProxies proxies, Set<String> cookies, List<String> names) {
        via = new Via(node);
        this.proxies = proxies;
        this.cookies = Set.copyOf(cookies);
        forwarded = names.stream().map(ForwardedHeaders::pattern).toList();
    }

    private static Pattern pattern(String name) {
        String[] literals = name.toLowerCase(Locale.ROOT).split("\\*", -1);
        StringBuilder regex = new StringBuilder(Pattern.quote(literals[0]));
        for (int i = 1; i < literals.length; i++) {
            regex.append(".*").append(Pattern.quote(literals[i]));
        }
        return Pattern.compile(regex.toString());
    }

    /** Returns whether a request has come through this node before, or through too many gateways. */
    public boolean isLoop(Request request) {
        return via.isLoop(request.getHeaders());
    }

    /**
     * Returns the headers for the backend.
     *
     * @param credentials names in lower case of the headers by which the client has been authenticated here
     */
    public HttpFields of(Request request, Set<String> credentials) {
        HttpFields headers = request.getHeaders();
        Set<String> ofConnection = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        ofConnection.addAll(headers.getCSV(HttpHeader.CONNECTION, false));
        HttpFields.Mutable all = HttpFields.build();
        for (HttpField header : headers) {
            String name = header.getLowerCaseName();
            if (isForwarded(name) && !ofConnection.contains(name) && !credentials.contains(name)) {
                add(header, all);
            }
        }
        addClient(request, all);
        return all.add("Via", via.after(headers));
    }

    private boolean isForwarded(String name) {
        return !NEVER.contains(name)
                && NEVER_BEGINNINGS.stream().noneMatch(name::startsWith)
                && forwarded.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private void add(HttpField header, HttpFields.Mutable to) {
        if (header.getHeader() != HttpHeader.COOKIE) {
            to.add(header.getName(), header.getValue());
            return;
        }
        String left = withoutOwn(header.getValue());
        if (!left.isEmpty()) {
            to.add("Cookie", left);
        }
    }

    /** Returns a value of the header Cookie without the cookies of this node; empty if no cookie is left. */
    public String withoutOwn(String value) {
        List<String> left = new ArrayList<>();
        for (String cookie : value.split(";")) {
            String name = cookie.split("=", 2)[0].strip();
            if (!name.isEmpty() && !cookies.contains(name)) {
                left.add(cookie.strip());
            }
        }
        return String.join("; ", left);
    }

    private void addClient(Request request, HttpFields.Mutable to) {
        HttpFields headers = request.getHeaders();
        SocketAddress peer = RoundEndPoint.below(
                        request.getConnectionMetaData().getConnection().getEndPoint())
                .getRemoteSocketAddress();
        boolean isTrusted = proxies.contain(peer);
        List<String> clients = new ArrayList<>();
        if (isTrusted) {
            clients.addAll(headers.getValuesList(FORWARDED_FOR));
        }
        if (peer instanceof InetSocketAddress internet && internet.getAddress() != null) {
            clients.add(internet.getAddress().getHostAddress());
        }
        if (!clients.isEmpty()) {
            to.add("X-Forwarded-For", String.join(", ", clients));
        }
        String host = isTrusted && headers.contains(FORWARDED_HOST)
                ? headers.get(FORWARDED_HOST)
                : headers.get(HttpHeader.HOST);
        if (host != null) {
            to.add("X-Forwarded-Host", host);
        }
        String scheme = request.isSecure() ? "https" : "http";
        to.add(
                "X-Forwarded-Proto",
                isTrusted && headers.contains(FORWARDED_PROTO) ? headers.get(FORWARDED_PROTO) : scheme);
    }
}
