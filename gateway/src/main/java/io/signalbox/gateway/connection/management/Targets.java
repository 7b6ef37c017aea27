package io.signalbox.gateway.connection.management;

import io.signalbox.transport.proxy.IpAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Servers to which connections may be opened that were created at run time: patterns of URLs, and a check of the addresses that a host
 * resolves to. A name that leads to this machine or into a private network is refused, unless a pattern names the address itself.
 * Immutable and thread-safe.
 */
final class Targets {
    private static final Pattern FORM =
            Pattern.compile("(wss?)://(\\[[0-9a-fA-F:.]+]|[*A-Za-z0-9._-]+)(?::(\\d{1,5}|\\*))?");
    private static final String ANY = "*";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Teredo (RFC 4380): the address of the client of IPv4 is obfuscated. */
    private static final Prefix TEREDO = Prefix.of("2001:0:0:0:0:0:0:0", 4);

    /** Local-use translation of IPv4 (RFC 8215), whose operator chooses the place of the address of IPv4. */
    private static final Prefix LOCAL_TRANSLATION = Prefix.of("64:ff9b:1:0:0:0:0:0", 6);

    /** Addresses of IPv4 translated by SIIT (RFC 2765). */
    private static final Prefix SIIT = Prefix.of("0:0:0:0:ffff:0:0:0", 12);

    /** 6to4 (RFC 3056): an address of IPv4 is behind the prefix. */
    private static final Prefix SIX_TO_FOUR = Prefix.of("2002:0:0:0:0:0:0:0", 2);

    /** Well-known prefix of the translation of IPv4 (RFC 6052). */
    private static final Prefix TRANSLATION = Prefix.of("64:ff9b:0:0:0:0:0:0", 12);

    /** Addresses compatible with IPv4 (RFC 4291). */
    private static final Prefix COMPATIBLE = Prefix.of("0:0:0:0:0:0:0:0", 12);

    private final List<Target> targets;
    private final Predicate<InetAddress> isOwn;

    /** First octets of addresses of IPv6. */
    private record Prefix(byte[] octets) {
        static Prefix of(String address, int length) {
            return new Prefix(
                    Arrays.copyOf(IpAddress.parse(address).orElseThrow().getAddress(), length));
        }

        boolean matches(byte[] address) {
            return Arrays.mismatch(octets, address) == octets.length;
        }
    }

    /**
     * One pattern.
     *
     * @param host a name or address, {@code *} for any host, or {@code *.} and the end of a name
     * @param port -1 for any port
     */
    private record Target(String scheme, String host, int port) {
        static Target of(String pattern) {
            Matcher parts = FORM.matcher(pattern);
            if (!parts.matches()) {
                throw new IllegalArgumentException("'" + pattern + "' is no pattern of URLs");
            }
            String scheme = parts.group(1);
            String port = parts.group(3);
            return new Target(
                    scheme,
                    withoutBrackets(parts.group(2)),
                    port == null ? usualPort(scheme) : port.equals(ANY) ? -1 : Integer.parseInt(port));
        }

        boolean matches(String ofScheme, String ofHost, int ofPort) {
            return fits(ofScheme, ofPort)
                    && (host.equals(ANY)
                            || host.equals(ofHost)
                            || host.startsWith("*.") && ofHost.endsWith(host.substring(1)));
        }

        boolean fits(String ofScheme, int ofPort) {
            return scheme.equals(ofScheme) && (port < 0 || port == ofPort);
        }
    }

    /** @param patterns such as {@code wss://*.example.com:443} */
    Targets(List<String> patterns) {
        this(patterns, Targets::isOfThisMachine);
    }

    /** @param isOwn whether an address is one of this machine */
    Targets(List<String> patterns, Predicate<InetAddress> isOwn) {
        targets = patterns.stream().map(Target::of).toList();
        this.isOwn = isOwn;
    }

    /** Returns whether a pattern permits a URL. The address of its host is another question. */
    boolean permits(URI url) {
        String host = host(url);
        return targets.stream().anyMatch(target -> target.matches(url.getScheme(), host, port(url)));
    }

    /** Returns whether the host of a permitted URL may have an address. */
    boolean permits(URI url, InetAddress address) {
        return isPublic(address)
                || targets.stream()
                        .filter(target -> target.fits(url.getScheme(), port(url)))
                        .anyMatch(target -> IpAddress.parse(target.host()).equals(Optional.of(address)));
    }

    private static String host(URI url) {
        return withoutBrackets(url.getHost());
    }

    private static String withoutBrackets(String host) {
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private static int port(URI url) {
        return url.getPort() < 0 ? usualPort(url.getScheme()) : url.getPort();
    }

    private static int usualPort(String scheme) {
        return scheme.equals("wss") ? HTTPS_PORT : HTTP_PORT;
    }

    /** Returns whether an address belongs neither to this machine nor to a private network (RFC 6890). */
    private boolean isPublic(InetAddress address) {
        if (isOwn.test(address)
                || address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] octets = address.getAddress();
        return switch (address) {
            case Inet4Address four -> isPublic4(octets);
            case Inet6Address six -> isPublic6(octets);
            default -> false;
        };
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new IllegalStateException("the addresses of this machine are unknown", e);
        }
    }

    private static boolean isPublic4(byte[] octets) {
        int first = octets[0] & 0xFF;
        int second = octets[1] & 0xFF;
        int third = octets[2] & 0xFF;
        return !(first == 0
                || first == 10
                || first == 127
                || first >= 224
                || first == 100 && second >= 64 && second < 128
                || first == 169 && second == 254
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                || first == 192 && second == 0 && third == 0
                || first == 198 && (second == 18 || second == 19));
    }

    private boolean isPublic6(byte[] octets) {
        boolean isUniqueLocal = (octets[0] & 0xFE) == 0xFC;
        if (isUniqueLocal || TEREDO.matches(octets) || LOCAL_TRANSLATION.matches(octets) || SIIT.matches(octets)) {
            return false;
        }
        if (SIX_TO_FOUR.matches(octets)) {
            return isPublicWithin(octets, 2);
        }
        if (TRANSLATION.matches(octets) || COMPATIBLE.matches(octets)) {
            return isPublicWithin(octets, 12);
        }
        return true;
    }

    /** Returns whether the address of IPv4 within an address of IPv6 is public. */
    private boolean isPublicWithin(byte[] octets, int offset) {
        try {
            return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(octets, offset, offset + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of IPv4 has 4 octets", e);
        }
    }
}
