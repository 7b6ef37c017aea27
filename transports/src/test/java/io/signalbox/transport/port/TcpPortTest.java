package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses and ports a listener binds. */
class TcpPortTest {
    private static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 4, true, false",
        ":: , 6, true, true",
        "127.0.0.1, 4, true, false",
        "::1, 6, false, true",
        "::1, 4, false, true",
        "localhost, 4, true, false"
    })
    void a_listener_is_reached_over_its_versions_of_the_internet_protocol(
            String host, int version, boolean overIpv4, boolean overIpv6) throws IOException {
        ListeningPort port = port(new ListeningAddress.Tcp(host, version, 0, 0, false));
        port.start();
        try {
            URI address = URI.create(port.address());
            assertThat(address.getHost()).isEqualTo(host.contains(":") ? "[" + host + "]" : host);
            assertThat(isReached(IPV4, address.getPort())).isEqualTo(overIpv4);
            assertThat(isReached(IPV6, address.getPort())).isEqualTo(overIpv6);
        } finally {
            port.stop();
        }
    }

    @Test
    void the_first_free_port_of_a_range_is_bound() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(IPV4))) {
            int first = taken.getLocalPort();
            ListeningPort port = port(new ListeningAddress.Tcp(IPV4, 4, first, Math.min(first + 20, 65_535), false));
            port.start();
            int bound = URI.create(port.address()).getPort();
            port.stop();
            assertThat(bound).isBetween(first + 1, first + 20);
            assertThatIOException()
                    .isThrownBy(port(ListeningAddress.Tcp.of(IPV4, first))::start)
                    .withMessageContaining("Address already in use - stop the process");
        }
    }

    @Test
    void a_range_without_a_free_port_is_named() throws IOException {
        List<ServerSocket> taken = neighbors();
        int first = taken.get(0).getLocalPort();
        try {
            assertThatIOException()
                    .isThrownBy(port(new ListeningAddress.Tcp(IPV4, 4, first, first + 1, false))::start)
                    .withMessage("listener 'test': cannot listen on 127.0.0.1:" + first + "-" + (first + 1)
                            + ": all ports of the range are in use - widen 'portrange'");
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
    }

    /** Takes two ports that follow one another. */
    private static List<ServerSocket> neighbors() throws IOException {
        InetAddress local = InetAddress.getByName(IPV4);
        while (true) {
            ServerSocket first = new ServerSocket(0, 1, local);
            try {
                return List.of(first, new ServerSocket(first.getLocalPort() + 1, 1, local));
            } catch (BindException e) {
                // Somebody else has the second one.
                first.close();
            }
        }
    }

    @Test
    void shared_listeners_have_one_port_and_either_serves_it_alone() throws IOException {
        ListeningPort first = port(new ListeningAddress.Tcp(IPV4, 4, 0, 0, true));
        first.start();
        int number = URI.create(first.address()).getPort();
        ListeningPort second = port(new ListeningAddress.Tcp(IPV4, 4, number, number, true));
        second.start();
        try {
            assertThatIOException().isThrownBy(port(ListeningAddress.Tcp.of(IPV4, number))::start);
            first.stop();
            assertThat(isReached(IPV4, number)).isTrue();
        } finally {
            first.stop();
            second.stop();
        }
        assertThatThrownBy(() -> new Socket(IPV4, number)).isInstanceOf(ConnectException.class);
    }

    private static boolean isReached(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    private static ListeningPort port(ListeningAddress address) {
        return new ListeningPort(
                ListenerSettings.of("test", address), new TransportCounters(), PortProtocols.http(List.of()));
    }
}
