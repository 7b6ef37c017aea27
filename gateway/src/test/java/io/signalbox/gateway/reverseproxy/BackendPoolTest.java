package io.signalbox.gateway.reverseproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.gateway.reverseproxy.ReverseProxyItem.BackendItem;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.Balance;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order in which new sessions try the backends of a route. */
class BackendPoolTest {
    private long nowNanos;

    private BackendPool pool(Balance balance) {
        List<BackendTarget> targets = Stream.of("a", "b", "c")
                .map(host -> BackendTarget.of(
                        "proxy",
                        new BackendItem(Optional.of("ws://" + host + "/"), Optional.empty(), Optional.empty()),
                        1_000))
                .toList();
        return new BackendPool(targets, balance, () -> nowNanos, new Random(1));
    }

    private static String hosts(List<BackendPool.Member> order) {
        StringBuilder hosts = new StringBuilder();
        order.forEach(member -> hosts.append(member.target().uri().getHost()));
        return hosts.toString();
    }

    @Test
    void in_turn_each_backend_is_first() {
        BackendPool pool = pool(Balance.ROUNDROBIN);
        assertThat(Stream.generate(() -> hosts(pool.order())).limit(4)).containsExactly("abc", "bca", "cab", "abc");
    }

    @Test
    void by_chance_every_order_occurs() {
        BackendPool pool = pool(Balance.RANDOM);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            orders.add(hosts(pool.order()));
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void the_backend_with_the_fewest_sessions_is_first() {
        BackendPool pool = pool(Balance.LEASTCONN);
        List<BackendPool.Member> members = pool.order();
        members.get(0).chosen();
        members.get(0).chosen();
        members.get(1).chosen();
        assertThat(hosts(pool.order())).isEqualTo("cba");
        members.get(0).left();
        members.get(0).left();
        assertThat(hosts(pool.order())).isEqualTo("acb");
    }

    @Test
    void a_backend_that_has_failed_is_last_for_ten_seconds_or_until_it_is_connected() {
        BackendPool pool = pool(Balance.LEASTCONN);
        BackendPool.Member first = pool.order().getFirst();
        first.failed();
        assertThat(hosts(pool.order())).isEqualTo("bca");
        nowNanos += TimeUnit.SECONDS.toNanos(10);
        assertThat(hosts(pool.order())).isEqualTo("abc");
        first.failed();
        first.connected();
        assertThat(hosts(pool.order())).isEqualTo("abc");
    }
}
