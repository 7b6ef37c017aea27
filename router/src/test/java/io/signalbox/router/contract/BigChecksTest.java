package io.signalbox.router.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BigChecksTest {

    @Test
    void no_more_bytes_are_checked_at_a_time_than_allowed() throws InterruptedException {
        BigChecks checks = new BigChecks(64 * 1024);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            checks.run(
                    () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        Thread.yield();
                        running.decrementAndGet();
                        done.countDown();
                    },
                    20 * 1024);
        }
        assertThat(done.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void a_check_that_fails_gives_its_share_back() throws InterruptedException {
        BigChecks checks = new BigChecks(1024);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        CountDownLatch failed = new CountDownLatch(1);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> failed.countDown());
        try {
            checks.run(
                    () -> {
                        throw new IllegalStateException("scripted");
                    },
                    5_000);
            assertThat(failed.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        CountDownLatch done = new CountDownLatch(1);
        checks.run(done::countDown, 1_000_000_000);
        assertThat(done.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
