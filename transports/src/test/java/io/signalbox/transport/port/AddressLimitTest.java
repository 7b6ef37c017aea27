package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.1", 1);
    private static final InetSocketAddress OTHER = new InetSocketAddress("203.0.113.2", 1);

    private final AddressLimit limit = new AddressLimit(2);

    @Test
    void a_connection_counts_once_until_it_is_released() {
        EndPoint one = new ByteArrayEndPoint();
        assertThat(limit.admits(one, CLIENT)).isTrue();
        assertThat(limit.admits(one, CLIENT)).isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), CLIENT)).isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), CLIENT)).isFalse();
        limit.release(one);
        limit.release(one);
        assertThat(limit.admits(new ByteArrayEndPoint(), CLIENT)).isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), CLIENT)).isFalse();
    }

    @Test
    void a_connection_that_changes_its_client_counts_for_the_new_one_only() {
        EndPoint kept = new ByteArrayEndPoint();
        assertThat(limit.admits(kept, CLIENT)).isTrue();
        assertThat(limit.admits(kept, OTHER)).isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), CLIENT)).isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), CLIENT)).isTrue();
        assertThat(limit.admits(kept, CLIENT))
                .as("refused, and counts as before")
                .isFalse();
        assertThat(limit.admits(new ByteArrayEndPoint(), OTHER)).isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), OTHER)).isFalse();
    }

    @Test
    void a_connection_that_is_closed_meanwhile_does_not_count() {
        for (int i = 0; i < 3; i++) {
            EndPoint closed = new ByteArrayEndPoint();
            closed.close();
            limit.release(closed);
            assertThat(limit.admits(closed, CLIENT)).isTrue();
        }
    }

    @Test
    void an_address_of_ipv6_counts_with_its_network_of_64_bits() {
        assertThat(limit.admits(new ByteArrayEndPoint(), new InetSocketAddress("2001:db8:0:1::1", 1)))
                .isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), new InetSocketAddress("2001:db8:0:1:ffff::1", 1)))
                .isTrue();
        assertThat(limit.admits(new ByteArrayEndPoint(), new InetSocketAddress("2001:db8:0:1::2", 1)))
                .isFalse();
        assertThat(limit.admits(new ByteArrayEndPoint(), new InetSocketAddress("2001:db8:0:2::1", 1)))
                .isTrue();
    }

    @Test
    void without_an_internet_address_or_a_limit_there_is_always_room() {
        for (int i = 0; i < 5; i++) {
            assertThat(limit.admits(new ByteArrayEndPoint(), UnixDomainSocketAddress.of("")))
                    .isTrue();
            assertThat(limit.admits(new ByteArrayEndPoint(), InetSocketAddress.createUnresolved("x", 1)))
                    .isTrue();
            assertThat(limit.admits(new ByteArrayEndPoint(), null)).isTrue();
            assertThat(new AddressLimit(0).admits(new ByteArrayEndPoint(), CLIENT))
                    .isTrue();
        }
    }
}
