package io.signalbox.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "21110011" + ADDRESSES4 + "030002" + "0000"
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
