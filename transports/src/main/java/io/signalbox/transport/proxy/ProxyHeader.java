package io.signalbox.transport.proxy;

import io.signalbox.protocol.connection.ProxyTls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Header at the beginning of a connection of a proxy ("The PROXY protocol, Versions 1 &amp; 2"). Immutable and
 * thread-safe.
 *
 * @param client the client of the proxy; empty for a connection of the proxy itself, or of a client without an internet
 *     address
 * @param tls the TLS between the client and the proxy; empty without TLS, and if the proxy does not report TLS
 * @param lengthBytes the length of the header
 */
record ProxyHeader(Optional<InetSocketAddress> client, Optional<ProxyTls> tls, int lengthBytes) {
    /** Longest accepted header. Version 2 allows 64 KiB, and proxies send a few hundred bytes. */
    static final int MAX_BYTES = 4 * 1024;

    private static final byte[] BEGIN_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_BYTES_1 = 107;
    private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");
    private static final int MAX_PORT = 65_535;

    private static final byte[] BEGIN_2 = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED_BYTES_2 = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX_STREAM = 0x31;

    /**
     * Reads the header at the beginning of some bytes.
     *
     * @param bytes the bytes that have arrived; not modified
     * @return empty if more bytes are needed
     * @throws ProxyHeaderDefect if the bytes are no header, whatever follows
     */
    static Optional<ProxyHeader> read(ByteBuffer bytes) throws ProxyHeaderDefect {
        ByteBuffer head = bytes.slice();
        if (begins(head, BEGIN_1)) {
            return readText(head);
        }
        if (begins(head, BEGIN_2)) {
            return readBinary(head);
        }
        throw new ProxyHeaderDefect("the connection does not begin with a PROXY header");
    }

    /** Returns whether the bytes that have arrived are a beginning of the expected bytes, or begin with them. */
    private static boolean begins(ByteBuffer head, byte[] expected) {
        int common = Math.min(head.remaining(), expected.length);
        return head.slice(0, common).equals(ByteBuffer.wrap(expected, 0, common));
    }

    private static Optional<ProxyHeader> readText(ByteBuffer head) throws ProxyHeaderDefect {
        int end = Math.min(head.remaining(), MAX_BYTES_1);
        for (int i = 0; i + 1 < end; i++) {
            if (head.get(i) == '\r') {
                if (head.get(i + 1) != '\n') {
                    throw new ProxyHeaderDefect("a carriage return without a line feed");
                }
                byte[] line = new byte[i];
                head.get(0, line);
                String[] fields = new String(line, StandardCharsets.ISO_8859_1).split(" ", -1);
                return Optional.of(new ProxyHeader(client(fields), Optional.empty(), i + 2));
            }
        }
        if (end == MAX_BYTES_1) {
            throw new ProxyHeaderDefect("no end of the line within " + MAX_BYTES_1 + " bytes");
        }
        return Optional.empty();
    }

    private static Optional<InetSocketAddress> client(String[] fields) throws ProxyHeaderDefect {
        if (fields[1].equals("UNKNOWN")) {
            return Optional.empty();
        }
        boolean is4 = fields[1].equals("TCP4");
        if (!is4 && !fields[1].equals("TCP6") || fields.length != 6) {
            throw new ProxyHeaderDefect("the line is not that of TCP4, TCP6 or UNKNOWN");
        }
        InetSocketAddress client = address(is4, fields[2], fields[4]);
        address(is4, fields[3], fields[5]);
        return Optional.of(client);
    }

    private static InetSocketAddress address(boolean is4, String text, String port) throws ProxyHeaderDefect {
        Optional<InetAddress> address = is4 ? IpAddress.parse4(text) : IpAddress.parse6(text);
        if (address.isEmpty()) {
            throw new ProxyHeaderDefect("an address that is not one of IPv" + (is4 ? 4 : 6));
        }
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > MAX_PORT) {
            throw new ProxyHeaderDefect("a port that is not a number from 0 to " + MAX_PORT);
        }
        return new InetSocketAddress(address.get(), Integer.parseInt(port));
    }

    private static Optional<ProxyHeader> readBinary(ByteBuffer head) throws ProxyHeaderDefect {
        if (head.remaining() < FIXED_BYTES_2) {
            return Optional.empty();
        }
        int command = head.get(BEGIN_2.length) & 0xFF;
        if (command != LOCAL && command != PROXY) {
            throw new ProxyHeaderDefect("version and command 0x" + Integer.toHexString(command));
        }
        int length = FIXED_BYTES_2 + (head.getShort(FIXED_BYTES_2 - Short.BYTES) & 0xFFFF);
        if (length > MAX_BYTES) {
            throw new ProxyHeaderDefect("a length of " + length + " bytes, which is above " + MAX_BYTES);
        }
        int family = head.get(BEGIN_2.length + 1) & 0xFF;
        int extensions = FIXED_BYTES_2 + (command == LOCAL ? 0 : addressBytes(family));
        if (extensions > length) {
            throw new ProxyHeaderDefect("a length that is too small for the addresses");
        }
        if (head.remaining() < length) {
            return Optional.empty();
        }
        if (command == LOCAL) {
            return Optional.of(new ProxyHeader(Optional.empty(), Optional.empty(), length));
        }
        Optional<ProxyTls> tls =
                family == UNSPECIFIED ? Optional.empty() : ProxyExtensions.read(head.slice(0, length), extensions);
        return Optional.of(new ProxyHeader(client(head, family), tls, length));
    }

    private static int addressBytes(int family) throws ProxyHeaderDefect {
        return switch (family) {
            case UNSPECIFIED -> 0;
            case TCP4 -> 12;
            case TCP6 -> 36;
            case UNIX_STREAM -> 216;
            default -> throw new ProxyHeaderDefect("address family and protocol 0x" + Integer.toHexString(family));
        };
    }

    /** Addresses of source and destination come first, then their ports. */
    private static Optional<InetSocketAddress> client(ByteBuffer head, int family) {
        if (family != TCP4 && family != TCP6) {
            return Optional.empty();
        }
        byte[] source = new byte[family == TCP4 ? 4 : 16];
        head.get(FIXED_BYTES_2, source);
        int port = head.getShort(FIXED_BYTES_2 + 2 * source.length) & 0xFFFF;
        return Optional.of(new InetSocketAddress(IpAddress.of(source), port));
    }
}
