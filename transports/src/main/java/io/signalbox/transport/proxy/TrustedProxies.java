package io.signalbox.transport.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;

/**
 * Proxies whose headers determine the addresses of clients. Immutable and thread-safe.
 *
 * @param isUnixTrusted whether each peer of a Unix domain socket is such a proxy
 */
public record TrustedProxies(List<AddressRange> ranges, boolean isUnixTrusted) {
    /** Text that stands for the peers of a Unix domain socket. */
    public static final String UNIX = "unix";

    public static final TrustedProxies NONE = of(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /**
     * Returns the proxies with these addresses.
     *
     * @param texts ranges in CIDR notation, addresses, or {@link #UNIX}
     * @throws IllegalArgumentException if a text is none of these
     */
    public static TrustedProxies of(List<String> texts) {
        List<AddressRange> ranges = texts.stream()
                .filter(text -> !text.equals(UNIX))
                .map(text -> AddressRange.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("no range of addresses: " + text)))
                .toList();
        return new TrustedProxies(ranges, texts.contains(UNIX));
    }

    public boolean isEmpty() {
        return ranges.isEmpty() && !isUnixTrusted;
    }

    /** Returns whether a peer is one of the proxies. */
    public boolean contain(SocketAddress peer) {
        if (peer instanceof UnixDomainSocketAddress) {
            return isUnixTrusted;
        }
        return peer instanceof InetSocketAddress internet && contain(internet.getAddress());
    }

    private boolean contain(InetAddress address) {
        for (AddressRange range : ranges) {
            if (address != null && range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
