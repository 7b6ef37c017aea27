package io.signalbox.transport.proxy;

import io.signalbox.protocol.connection.ProxyTls;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Extensions of a PROXY header ("The PROXY protocol, Versions 1 &amp; 2", 2.2. Binary header format): verifies their form and the
 * checksum, and reads the TLS of the client. Extensions of all other types are skipped. Not thread-safe.
 */
final class ProxyExtensions {
    private static final int ALPN = 0x01;
    private static final int AUTHORITY = 0x02;
    private static final int CHECKSUM = 0x03;
    private static final int SSL = 0x20;
    private static final int SSL_VERSION = 0x21;
    private static final int SSL_COMMON_NAME = 0x22;
    private static final int SSL_CIPHER = 0x23;

    /** Types whose values are read. None of them may occur twice. */
    private static final Set<Integer> READ =
            Set.of(ALPN, AUTHORITY, CHECKSUM, SSL, SSL_VERSION, SSL_COMMON_NAME, SSL_CIPHER);

    /** Type and length. */
    private static final int HEAD_BYTES = 3;

    /** Flags and the result of the verification, in front of the extensions within the extension for TLS. */
    private static final int SSL_HEAD_BYTES = 5;

    private static final int CLIENT_SSL = 0x01;
    private static final int CLIENT_CERTIFICATE = 0x02 | 0x04;
    private static final int VERIFIED = 0;

    /** Longest text: the length of the longest name of a host. */
    private static final int MAX_TEXT_BYTES = 255;

    private final ByteBuffer header;

    private ProxyExtensions(ByteBuffer header) {
        this.header = header;
    }

    /** Place of a value within the header. */
    private record Value(int at, int length) {}

    /**
     * Reads the extensions.
     *
     * @param header the whole header, from index 0 to its limit; not modified
     * @param begin the index of the first extension
     * @return the TLS between the client and the proxy; empty without TLS, and if the proxy does not report TLS
     * @throws ProxyHeaderDefect if an extension is malformed, or if the checksum is wrong
     */
    static Optional<ProxyTls> read(ByteBuffer header, int begin) throws ProxyHeaderDefect {
        ProxyExtensions extensions = new ProxyExtensions(header);
        Map<Integer, Value> values = extensions.values(begin, header.limit());
        if (values.containsKey(CHECKSUM)) {
            extensions.verify(values.get(CHECKSUM));
        }
        return values.containsKey(SSL) ? extensions.tls(values.get(SSL), values) : Optional.empty();
    }

    private Map<Integer, Value> values(int begin, int end) throws ProxyHeaderDefect {
        Map<Integer, Value> values = new HashMap<>();
        int at = begin;
        while (at < end) {
            int value = at + HEAD_BYTES;
            int next = value <= end ? value + (header.getShort(at + 1) & 0xFFFF) : value;
            if (next > end) {
                throw new ProxyHeaderDefect("an extension that is longer than the header");
            }
            int type = header.get(at) & 0xFF;
            if (READ.contains(type) && values.put(type, new Value(value, next - value)) != null) {
                throw new ProxyHeaderDefect("two extensions of the type 0x" + Integer.toHexString(type));
            }
            at = next;
        }
        return values;
    }

    private void verify(Value checksum) throws ProxyHeaderDefect {
        if (checksum.length() == Integer.BYTES) {
            byte[] whole = new byte[header.limit()];
            header.get(0, whole);
            Arrays.fill(whole, checksum.at(), checksum.at() + Integer.BYTES, (byte) 0);
            CRC32C sum = new CRC32C();
            sum.update(whole);
            if ((int) sum.getValue() == header.getInt(checksum.at())) {
                return;
            }
        }
        throw new ProxyHeaderDefect("a wrong checksum");
    }

    private Optional<ProxyTls> tls(Value ssl, Map<Integer, Value> outer) throws ProxyHeaderDefect {
        if (ssl.length() < SSL_HEAD_BYTES) {
            throw new ProxyHeaderDefect("an extension for TLS of " + ssl.length() + " bytes");
        }
        int flags = header.get(ssl.at());
        boolean isVerified = (flags & CLIENT_CERTIFICATE) != 0 && header.getInt(ssl.at() + 1) == VERIFIED;
        Map<Integer, Value> inner = values(ssl.at() + SSL_HEAD_BYTES, ssl.at() + ssl.length());
        if ((flags & CLIENT_SSL) == 0) {
            return Optional.empty();
        }
        return Optional.of(new ProxyTls(
                text("version of TLS", inner.get(SSL_VERSION)),
                text("cipher", inner.get(SSL_CIPHER)),
                text("server name", outer.get(AUTHORITY)),
                text("application protocol", outer.get(ALPN)),
                isVerified ? text("name in a certificate", inner.get(SSL_COMMON_NAME)) : ""));
    }

    private String text(String what, Value value) throws ProxyHeaderDefect {
        if (value == null) {
            return "";
        }
        if (value.length() > MAX_TEXT_BYTES) {
            throw new ProxyHeaderDefect(
                    "a " + what + " of " + value.length() + " bytes, which is above " + MAX_TEXT_BYTES);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(header.slice(value.at(), value.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProxyHeaderDefect("a " + what + " that is not UTF-8");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new ProxyHeaderDefect("a " + what + " with control characters");
        }
        return text;
    }
}
