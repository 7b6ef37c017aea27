package io.signalbox.router.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Network of a client, for the count of failed and of waiting attempts: an IPv4 address, or the first 64 bits of an IPv6 address.
 * Stateless and thread-safe.
 */
public final class PeerNetwork {
    private static final int IPV6_PREFIX_BYTES = 8;
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d+)?");
    private static final Pattern IPV6 = Pattern.compile("\\[?([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[^]]*)?]?(?::\\d+)?");

    private PeerNetwork() {}

    /**
     * Returns the network of a printable address.
     *
     * @param address with or without port, such as {@code 127.0.0.1:53211} or {@code [::1]:53211}
     * @return the bytes of the text for an address without numbers, such as the path of a socket
     */
    static byte[] of(String address) {
        Matcher ipv4 = IPV4.matcher(address);
        if (ipv4.matches()) {
            return bytes(ipv4.group(1), address);
        }
        Matcher ipv6 = IPV6.matcher(address);
        if (ipv6.matches()) {
            byte[] bytes = bytes(ipv6.group(1), address);
            // The JDK returns 4 bytes for an IPv4-mapped address.
            return bytes.length == 16 ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes;
        }
        return address.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the network of a printable address as a key of tables. */
    public static String key(String address) {
        return HexFormat.of().formatHex(of(address));
    }

    private static byte[] bytes(String literal, String address) {
        try {
            // The literal has the form of a numeric address, so that the JDK does no name lookup.
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return address.getBytes(StandardCharsets.UTF_8);
        }
    }
}
