package io.signalbox.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.3/8, 10.0.0.0, true",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 203.0.113.9, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
        "::ffff:192.0.2.0, 192.0.2.0, true"
    })
    void a_range_contains_the_addresses_with_its_prefix(String range, String address, boolean isInside)
            throws Exception {
        assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)))
                .isEqualTo(isInside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10.0.0.256",
                "010.0.0.1",
                "::/129",
                "::ffff:10.0.0.0/104",
                "localhost",
                "a",
                ":::",
                "::1%lo",
                "[::1]",
                "10.0.0.1:80",
                "*",
                "1"
            })
    void other_texts_are_no_range(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void the_peers_of_a_unix_socket_are_trusted_where_they_are_named() {
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("");
        assertThat(TrustedProxies.of(List.of("unix", "::1")).contain(unix)).isTrue();
        assertThat(TrustedProxies.of(List.of("0.0.0.0/0", "::/0")).contain(unix))
                .isFalse();
    }

    @Test
    void nobody_is_trusted_who_has_no_address() {
        TrustedProxies all = TrustedProxies.of(List.of("0.0.0.0/0", "::/0"));
        assertThat(all.contain(null)).isFalse();
        assertThat(all.contain(InetSocketAddress.createUnresolved("localhost", 1)))
                .isFalse();
        assertThat(TrustedProxies.NONE.isEmpty()).isTrue();
        assertThat(TrustedProxies.NONE.contain(new InetSocketAddress("127.0.0.1", 1)))
                .isFalse();
        assertThatThrownBy(() -> TrustedProxies.of(List.of("localhost"))).isInstanceOf(IllegalArgumentException.class);
    }
}
