package io.signalbox.transport.proxy;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Range of addresses, such as {@code 10.0.0.0/8} (CIDR notation, RFC 4632). Immutable and thread-safe.
 *
 * @param first an address of the range
 * @param prefixBits number of leading bits that all addresses of the range have in common
 */
public record AddressRange(InetAddress first, int prefixBits) {
    private static final Pattern FORM = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");

    /** Returns the range; empty for a text that is no range. A single address is a range of one address. */
    public static Optional<AddressRange> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<InetAddress> first = IpAddress.parse(parts.group(1));
        return first.flatMap(address -> {
            int all = address.getAddress().length * Byte.SIZE;
            int prefixBits = parts.group(2) == null ? all : Integer.parseInt(parts.group(2));
            return prefixBits > all ? Optional.empty() : Optional.of(new AddressRange(address, prefixBits));
        });
    }

    boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        byte[] own = first.getAddress();
        if (octets.length != own.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != own[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        return rest == 0 || (octets[whole] ^ own[whole]) >> Byte.SIZE - rest == 0;
    }
}
