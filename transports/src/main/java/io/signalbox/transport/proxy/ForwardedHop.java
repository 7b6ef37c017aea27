package io.signalbox.transport.proxy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Hop of a request through a proxy, by a header of the proxy. Immutable and thread-safe.
 *
 * @param sender the sender of the request to the proxy; empty if the header names no address
 * @param scheme the scheme of the request to the proxy; empty if the header names none
 */
record ForwardedHop(Optional<InetSocketAddress> sender, String scheme) {

    /**
     * Returns the hops in {@code X-Forwarded-For}, the first hop first. If {@code X-Forwarded-Proto} has as many values,
     * each value belongs to one hop; otherwise only the last value counts, for every hop. A scheme without a sender is a
     * hop too.
     */
    static List<ForwardedHop> ofXForwarded(HttpFields headers) {
        List<String> senders = elements(headers, HttpHeader.X_FORWARDED_FOR);
        List<String> schemes = elements(headers, HttpHeader.X_FORWARDED_PROTO);
        String last = schemes.isEmpty() ? "" : schemes.getLast();
        if (senders.isEmpty() && !schemes.isEmpty()) {
            return List.of(new ForwardedHop(Optional.empty(), last));
        }
        List<ForwardedHop> hops = new ArrayList<>();
        for (int i = 0; i < senders.size(); i++) {
            String scheme = schemes.size() == senders.size() ? schemes.get(i) : last;
            hops.add(new ForwardedHop(IpAddress.parseWithPort(senders.get(i)), scheme));
        }
        return hops;
    }

    /**
     * Returns the elements of all lists. Quotation marks have no meaning, because a client could hide the elements of a
     * proxy with a quotation mark.
     */
    private static List<String> elements(HttpFields headers, HttpHeader name) {
        List<String> elements = new ArrayList<>();
        for (String list : headers.getValuesList(name)) {
            for (String element : list.split(",", -1)) {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    /**
     * Returns the hops in {@code Forwarded} (RFC 7239), the first hop first.
     *
     * @throws IllegalArgumentException if the header is broken
     */
    static List<ForwardedHop> ofForwarded(HttpFields headers) {
        List<ForwardedHop> hops = new ArrayList<>();
        for (String line : headers.getValuesList(HttpHeader.FORWARDED)) {
            new ForwardedElements(line).addTo(hops);
        }
        return hops;
    }
}
