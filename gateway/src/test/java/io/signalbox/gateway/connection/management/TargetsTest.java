package io.signalbox.gateway.connection.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    private static final URI URL = URI.create("wss://a.example.com/ws");

    private static boolean permits(String pattern, String url) {
        return new Targets(List.of(pattern)).permits(URI.create(url));
    }

    @Test
    void a_pattern_permits_schemes_hosts_and_ports() {
        assertThat(permits("wss://*.example.com:443", "wss://a.b.example.com/ws?x=1"))
                .isTrue();
        assertThat(permits("wss://*.example.com", "wss://A.EXAMPLE.com:443/")).isTrue();
        assertThat(permits("wss://*.example.com", "wss://example.com/")).isFalse();
        assertThat(permits("wss://*.example.com", "wss://aexample.com/")).isFalse();
        assertThat(permits("wss://*.example.com", "wss://a.example.com.evil.org/"))
                .isFalse();
        assertThat(permits("wss://*.example.com", "ws://a.example.com:443/")).isFalse();
        assertThat(permits("wss://a.example.com", "wss://a.example.com:8443/")).isFalse();
        assertThat(permits("wss://a.example.com:*", "wss://a.example.com:8443/"))
                .isTrue();
        assertThat(permits("ws://*:*", "ws://b:1/")).isTrue();
        assertThat(permits("ws://[::1]:9000", "ws://[::1]:9000/")).isTrue();
        assertThat(new Targets(List.of()).permits(URL)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "192.0.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:7f00:1::1",
                "::7f00:1",
                "64:ff9b:1::808:808",
                "64:ff9b:1:ffff::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "::ffff:0:808:808"
            })
    void an_address_of_this_machine_or_of_a_private_network_needs_a_target_that_names_it(String address)
            throws UnknownHostException {
        InetAddress found = InetAddress.getByName(address);
        assertThat(new Targets(List.of("wss://*:*", "wss://*.example.com")).permits(URL, found))
                .isFalse();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(new Targets(List.of("wss://" + host)).permits(URL, found)).isTrue();
        assertThat(new Targets(List.of("wss://" + host + ":1")).permits(URL, found))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.5", "64:ff9b::cb00:7105", "2002:cb00:7105::1", "2606:4700::5"})
    void a_public_address_of_this_machine_needs_a_target_that_names_it(String address) throws UnknownHostException {
        InetAddress found = InetAddress.getByName(address);
        List<InetAddress> own = List.of(InetAddress.getByName("203.0.113.5"), InetAddress.getByName("2606:4700::5"));
        assertThat(new Targets(List.of("wss://*:*"), own::contains).permits(URL, found))
                .isFalse();
        assertThat(new Targets(List.of("wss://*:*"), own::contains).permits(URL, InetAddress.getByName("203.0.113.6")))
                .isTrue();
        String host = address.contains(":") ? "[" + address + "]" : address;
        assertThat(new Targets(List.of("wss://" + host), own::contains).permits(URL, found))
                .isTrue();
    }

    @Test
    void no_address_of_an_interface_is_permitted() throws SocketException {
        Targets any = new Targets(List.of("wss://*:*"));
        assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
                .isNotEmpty()
                .noneMatch(address -> any.permits(URL, address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001:1::1",
                "2001:db8::1",
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "2606:4700::1",
                "64:ff9b::808:808",
                "2002:808:808::1"
            })
    void a_public_address_is_permitted(String address) throws UnknownHostException {
        assertThat(new Targets(List.of("wss://*.example.com")).permits(URL, InetAddress.getByName(address)))
                .isTrue();
    }
}
