package io.signalbox.transport.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser of numeric addresses, without name lookups. Stateless and thread-safe. */
public final class IpAddress {
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    private IpAddress() {}

    /** Returns the address; empty for a text that is no address. */
    public static Optional<InetAddress> parse(String text) {
        return text.indexOf(':') < 0 ? parse4(text) : parse6(text);
    }

    /** Returns an address of IPv4. */
    static Optional<InetAddress> parse4(String text) {
        Matcher numbers = IPV4.matcher(text);
        if (!numbers.matches()) {
            return Optional.empty();
        }
        byte[] address = new byte[4];
        for (int i = 0; i < address.length; i++) {
            String digits = numbers.group(i + 1);
            int number = Integer.parseInt(digits);
            // Some parsers read a number with a leading zero as octal.
            if (number > 255 || digits.length() > 1 && digits.charAt(0) == '0') {
                return Optional.empty();
            }
            address[i] = (byte) number;
        }
        return Optional.of(of(address));
    }

    /** Returns an address of IPv6. An IPv4-mapped address becomes an address of IPv4. */
    static Optional<InetAddress> parse6(String text) {
        if (text.indexOf(':') < 0 || !IPV6_CHARACTERS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // A text in brackets is never the name of a host.
            return Optional.of(InetAddress.getByName("[" + text + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns an address with its port; the port is 0 for a text without a port. IPv6 with a port stands in brackets. */
    static Optional<InetSocketAddress> parseWithPort(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return parse(text).map(address -> new InetSocketAddress(address, 0));
        }
        String digits = parts.group(3);
        int port = digits == null ? 0 : Integer.parseInt(digits);
        if (port > MAX_PORT) {
            return Optional.empty();
        }
        Optional<InetAddress> address = parts.group(1) != null ? parse6(parts.group(1)) : parse4(parts.group(2));
        return address.map(known -> new InetSocketAddress(known, port));
    }

    /** Returns the address of 4 or 16 octets. */
    static InetAddress of(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 octets, not " + octets.length, e);
        }
    }
}
