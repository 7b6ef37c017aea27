package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.reverseproxy.ReverseProxyItem.Balance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Backends of one route, in the order in which a new session tries them. A backend that could not be connected is tried last for ten
 * seconds. A session stays with its backend. Thread-safe.
 */
final class BackendPool {
    private static final long DOWN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<Member> members;
    private final Balance balance;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final AtomicInteger turn = new AtomicInteger();

    /** Backend with its load. Thread-safe. */
    final class Member {
        private final BackendTarget target;
        private final AtomicInteger sessions = new AtomicInteger();
        private volatile boolean hasFailed;
        private volatile long failedNanos;

        private Member(BackendTarget target) {
            this.target = target;
        }

        BackendTarget target() {
            return target;
        }

        /** Counts a session from the attempt to connect, so that clients that come at the same time are spread. */
        void chosen() {
            sessions.incrementAndGet();
        }

        void connected() {
            hasFailed = false;
        }

        void failed() {
            failedNanos = nanoClock.getAsLong();
            hasFailed = true;
        }

        /** The session has ended, or the attempt has failed. */
        void left() {
            sessions.decrementAndGet();
        }

        private boolean isDown() {
            return hasFailed && nanoClock.getAsLong() - failedNanos < DOWN_NANOS;
        }
    }

    /** @param nanoClock replacement of {@link System#nanoTime} */
    BackendPool(List<BackendTarget> targets, Balance balance, LongSupplier nanoClock, RandomGenerator random) {
        this.members = targets.stream().map(Member::new).toList();
        this.balance = balance;
        this.nanoClock = nanoClock;
        this.random = random;
    }

    boolean hasSeveral() {
        return members.size() > 1;
    }

    /** Returns all backends in the order of the next session. */
    List<Member> order() {
        List<Member> order = new ArrayList<>(members);
        switch (balance) {
            case ROUNDROBIN -> Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), order.size()));
            case RANDOM -> Collections.shuffle(order, Random.from(random));
            case LEASTCONN -> order.sort(Comparator.comparingInt(member -> member.sessions.get()));
        }
        order.sort(Comparator.comparing(Member::isDown));
        return order;
    }
}
