package io.signalbox.gateway.access;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Header by which the gateways on the way of a request name themselves (RFC 9110 section 7.6.3, Via). Immutable and thread-safe.
 *
 * @param node the id of this node
 */
public record Via(String node) {
    /** Gateways through which a request may have come. */
    private static final int MAX_GATEWAYS = 8;

    /** Returns whether a request has come through this node before, or through too many gateways. */
    public boolean isLoop(HttpFields headers) {
        List<String> gateways = headers.getCSV(HttpHeader.VIA, false);
        return gateways.size() >= MAX_GATEWAYS || gateways.stream().anyMatch(this::isThisNode);
    }

    private boolean isThisNode(String gateway) {
        String[] words = gateway.strip().split("\\s+");
        return words.length > 1 && words[1].equals(node);
    }

    /** Returns the value of the header for a request that follows another one. */
    public String after(HttpFields headers) {
        List<String> gateways = new ArrayList<>(headers.getValuesList(HttpHeader.VIA));
        gateways.add(ofThisNode());
        return String.join(", ", gateways);
    }

    /** Returns the value of the header for a request of this node. */
    public String ofThisNode() {
        return "1.1 " + node;
    }
}
