package io.signalbox.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.connection.ProxyTls;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String ADDRESSES4 = "c0000201" + "c6336402" + "d903" + "01bb";
    private static final String ADDRESSES6 =
            "20010db8000000000000000000000001" + "20010db8000000000000000000000002" + "d903" + "01bb";

    static Stream<byte[]> headers() {
        return Stream.of(
                text("PROXY TCP4 192.0.2.1 198.51.100.2 55555 443\r\n"),
                text("PROXY TCP6 2001:db8::1 2001:db8::2 55555 443\r\n"),
                text("PROXY UNKNOWN\r\n"),
                text("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"),
                hex(SIGNATURE + "2111000c" + ADDRESSES4),
                hex(SIGNATURE + "21210024" + ADDRESSES6),
                hex(SIGNATURE + "20000000"),
                hex(SIGNATURE + "2011000c" + ADDRESSES4),
                hex(SIGNATURE + "21000003" + "ffffff"),
                hex(SIGNATURE + "213100d8" + "2f".repeat(216)),
                hex(SIGNATURE + "21110013" + ADDRESSES4 + "040004" + "00000000"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_is_complete_with_its_last_byte_and_leaves_what_follows(byte[] header) throws ProxyHeaderDefect {
        for (int length = 0; length < header.length; length++) {
            assertThat(ProxyHeader.read(ByteBuffer.wrap(header, 0, length))).isEmpty();
        }
        byte[] more = new byte[header.length + 7];
        System.arraycopy(header, 0, more, 3, header.length);
        ByteBuffer within = ByteBuffer.wrap(more, 3, header.length + 4);
        assertThat(ProxyHeader.read(within)).map(ProxyHeader::lengthBytes).contains(header.length);
        assertThat(within.position()).isEqualTo(3);
    }

    @Test
    void the_source_is_the_client() throws Exception {
        assertThat(client(text("PROXY TCP4 192.0.2.1 198.51.100.2 55555 443\r\n")))
                .contains(at("192.0.2.1", 55555));
        assertThat(client(text("PROXY TCP6 2001:db8::1 ::1 0 65535\r\n"))).contains(at("2001:db8::1", 0));
        assertThat(client(hex(SIGNATURE + "2111000c" + ADDRESSES4))).contains(at("192.0.2.1", 0xd903));
        assertThat(client(hex(SIGNATURE + "21210024" + ADDRESSES6))).contains(at("2001:db8::1", 0xd903));
    }

    @Test
    void an_address_of_ipv4_within_ipv6_is_one_of_ipv4() throws Exception {
        assertThat(client(text("PROXY TCP6 ::ffff:192.0.2.1 ::1 5 6\r\n"))).contains(at("192.0.2.1", 5));
        assertThat(client(hex(
                        SIGNATURE + "21210024" + "00000000000000000000ffffc0000201" + "00".repeat(16) + "00050006")))
                .contains(at("192.0.2.1", 5));
    }

    @Test
    void a_connection_of_the_proxy_itself_has_no_client() throws Exception {
        for (String header : new String[] {"20000000", "2011000c" + ADDRESSES4, "21000003ffffff"}) {
            assertThat(client(hex(SIGNATURE + header))).isEmpty();
        }
        assertThat(client(text("PROXY UNKNOWN 192.0.2.1 192.0.2.2 1 2\r\n"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "P",
                "proxy TCP4 192.0.2.1 198.51.100.2 1 2\r\n",
                "PROXY\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 2\rX",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 2 3\r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.2 1 2\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.2 1 2\r\n",
                "PROXY TCP4 192.0.2.01 198.51.100.2 1 2\r\n",
                "PROXY TCP4 192.0.2 198.51.100.2 1 2\r\n",
                "PROXY TCP4 localhost 198.51.100.2 1 2\r\n",
                "PROXY TCP4 192.0.2.1 localhost 1 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 65536 2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 1 -2\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 01 2\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 192.0.2.1 ::1 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY TCP6 [::1] ::1 1 2\r\n",
                "PROXY TCP6 ::g ::1 1 2\r\n",
                "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 2\r\n",
                "PROXY TCP5 ::1 ::1 1 2\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.2 1 2\r\n",
                "PROXY  UNKNOWN\r\n"
            })
    void a_line_that_is_no_header_is_refused(String line) {
        // The single letter is no defect yet: more of it may follow.
        byte[] bytes = text(line.equals("P") ? "PX" : line);
        assertThatThrownBy(() -> ProxyHeader.read(ByteBuffer.wrap(bytes))).isInstanceOf(ProxyHeaderDefect.class);
    }

    @Test
    void a_line_without_an_end_is_refused_at_its_longest() throws ProxyHeaderDefect {
        byte[] line = text("PROXY UNKNOWN " + "x".repeat(200));
        assertThat(ProxyHeader.read(ByteBuffer.wrap(line, 0, 106))).isEmpty();
        assertThatThrownBy(() -> ProxyHeader.read(ByteBuffer.wrap(line, 0, 107)))
                .hasMessage("no end of the line within 107 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000c" + ADDRESSES4,
                "2211000c" + ADDRESSES4,
                "2112000c" + ADDRESSES4,
                "2141000c" + ADDRESSES4,
                "2111000b" + ADDRESSES4,
                "21210023" + ADDRESSES6,
                "213100d7",
                "21111000",
                "2111ffff",
                "2111000d" + ADDRESSES4 + "04",
                "2111000f" + ADDRESSES4 + "040001",
                "21110013" + ADDRESSES4 + "030004" + "00000000",
                "21110011" + ADDRESSES4 + "030002" + "0000",
                "2111001a" + ADDRESSES4 + "030004" + "00000000" + "030004" + "00000000",
                "21110013" + ADDRESSES4 + "200004" + "01000000",
                "21110017" + ADDRESSES4 + "200008" + "0100000000" + "210001",
                "21110017" + ADDRESSES4 + "200008" + "0000000000" + "210001",
                "21110018" + ADDRESSES4 + "200009" + "0100000000" + "210001" + "ff",
                "21110018" + ADDRESSES4 + "200009" + "0100000000" + "230001" + "0a",
                "2111001c" + ADDRESSES4 + "20000d" + "0100000000" + "210001" + "41" + "210001" + "41",
                "2111001c" + ADDRESSES4 + "020001" + "41" + "020001" + "41" + "200005" + "0100000000"
            })
    void bytes_that_are_no_header_are_refused(String afterSignature) {
        assertThatThrownBy(() -> ProxyHeader.read(ByteBuffer.wrap(hex(SIGNATURE + afterSignature))))
                .isInstanceOf(ProxyHeaderDefect.class);
    }

    @Test
    void a_length_is_refused_before_its_bytes_arrive() {
        assertThatThrownBy(() -> ProxyHeader.read(ByteBuffer.wrap(hex(SIGNATURE + "2111ffff"))))
                .hasMessage("a length of 65551 bytes, which is above 4096");
    }

    @Test
    void a_right_checksum_is_accepted_and_a_wrong_one_is_not() throws Exception {
        byte[] header = hex(SIGNATURE + "21110013" + ADDRESSES4 + "030004" + "00000000");
        CRC32C sum = new CRC32C();
        sum.update(header);
        ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue());
        assertThat(client(header)).contains(at("192.0.2.1", 0xd903));
        header[20] ^= 1;
        assertThatThrownBy(() -> client(header)).hasMessage("a wrong checksum");
    }

    @Test
    void the_tls_of_the_client_is_read_and_other_extensions_are_skipped() throws Exception {
        ByteArrayOutputStream tls = new ByteArrayOutputStream();
        tls.writeBytes(hex("0700000000"));
        tls.writeBytes(extension(0x21, "TLSv1.3"));
        tls.writeBytes(extension(0x22, "joe \u00e4"));
        tls.writeBytes(extension(0x23, "TLS_AES_256_GCM_SHA384"));
        tls.writeBytes(extension(0x24, "SHA256"));
        tls.writeBytes(extension(0x2f, "unknown"));
        byte[] extensions = joined(
                extension(0x01, "http/1.1"),
                extension(0x02, "router.example"),
                extension(0x04, "\0\0\0"),
                extension(0xea, "\1vpce-08d2bf15fac5001c9"),
                extension(0xea, "again"),
                extension(0x20, tls.toByteArray()));
        ProxyTls all = new ProxyTls("TLSv1.3", "TLS_AES_256_GCM_SHA384", "router.example", "http/1.1", "joe \u00e4");
        for (String addresses :
                List.of("11" + "%04x" + ADDRESSES4, "21" + "%04x" + ADDRESSES6, "31%04x" + "2f".repeat(216))) {
            int addressBytes = addresses.length() / 2 - 3;
            String begin = SIGNATURE + "21" + addresses.formatted(addressBytes + extensions.length);
            assertThat(tls(joined(hex(begin), extensions))).contains(all);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0100000000, ''",
        "0100000001, ''",
        "0300000000, joe",
        "0500000000, joe",
        "0300000001, ''",
        "05ffffffff, ''"
    })
    void the_name_in_a_certificate_counts_if_the_proxy_has_verified_the_certificate(String head, String name)
            throws Exception {
        assertThat(tls(head)).contains(new ProxyTls("TLSv1.2", "", "", "", name));
    }

    @Test
    void a_client_without_tls_has_none_whatever_else_is_reported() throws Exception {
        assertThat(tls("0600000000")).isEmpty();
        assertThat(tls(hex(SIGNATURE + "2111001b" + ADDRESSES4 + "02000c" + "41".repeat(12))))
                .isEmpty();
        assertThat(tls(hex(SIGNATURE + "20110014" + ADDRESSES4 + "200005" + "0100000000")))
                .isEmpty();
        assertThat(tls(text("PROXY TCP4 192.0.2.1 198.51.100.2 55555 443\r\n"))).isEmpty();
    }

    @Test
    void a_text_beyond_the_longest_one_is_refused_with_its_length() {
        String name = "a".repeat(256);
        byte[] extensions = joined(extension(0x02, name), extension(0x20, hex("0100000000")));
        byte[] header =
                joined(hex(SIGNATURE + "2111" + "%04x".formatted(12 + extensions.length) + ADDRESSES4), extensions);
        assertThatThrownBy(() -> ProxyHeader.read(ByteBuffer.wrap(header)))
                .hasMessage("a server name of 256 bytes, which is above 255");
    }

    /** The TLS in a header with the version, with the name of a certificate, and with these flags and this verification. */
    private static Optional<ProxyTls> tls(String head) throws ProxyHeaderDefect {
        byte[] tls = extension(0x20, joined(hex(head), extension(0x21, "TLSv1.2"), extension(0x22, "joe")));
        return tls(joined(hex(SIGNATURE + "2111" + "%04x".formatted(12 + tls.length) + ADDRESSES4), tls));
    }

    private static Optional<ProxyTls> tls(byte[] header) throws ProxyHeaderDefect {
        return ProxyHeader.read(ByteBuffer.wrap(header)).orElseThrow().tls();
    }

    private static byte[] extension(int type, String text) {
        return extension(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] extension(int type, byte[] value) {
        return ByteBuffer.allocate(3 + value.length)
                .put((byte) type)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static Optional<InetSocketAddress> client(byte[] header) throws ProxyHeaderDefect {
        return ProxyHeader.read(ByteBuffer.wrap(header)).orElseThrow().client();
    }

    private static InetSocketAddress at(String address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(address), port);
    }

    static byte[] text(String line) {
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
