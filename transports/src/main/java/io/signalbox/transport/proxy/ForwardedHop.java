package io.signalbox.transport.proxy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * One step of a request on its way through proxies, as a header tells it.
 *
 * @param sender who sent the request to the proxy; empty where the proxy does not tell, or does not tell an address
 * @param scheme the scheme of the request then; empty where the proxy does not tell
 */
record ForwardedHop(Optional<InetSocketAddress> sender, String scheme) {

    /**
     * Returns the steps in {@code X-Forwarded-For}, the first step first. {@code X-Forwarded-Proto} belongs to the steps one by
     * one if it has as many values, or else only the last value counts, for every step. A scheme alone is a step too.
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

    /** Returns the elements of all lists. Quotation marks have no meaning: a client could hide with one what a proxy adds. */
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
     * Returns the steps in {@code Forwarded} (RFC 7239), the first step first.
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
