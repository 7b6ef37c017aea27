package io.signalbox.gateway.httpwebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.transport.connection.AssemblyBudget;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.io.content.AsyncContent;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyReadingTest {
    private static final int MAX_BODY = 1 << 20;
    private static final int KIB = 1024;

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final AssemblyBudget node = new AssemblyBudget(8 << 20);
    private final BodyBudget budget = new BodyBudget(node, MAX_BODY);

    @AfterEach
    void end() {
        timers.shutdownNow();
    }

    private CompletableFuture<byte[]> read(AsyncContent content) {
        return BodyReading.begin(content, MAX_BODY, 60_000, timers, budget);
    }

    private static void write(AsyncContent content, boolean isLast, byte[] bytes) {
        content.write(isLast, ByteBuffer.wrap(bytes), Callback.NOOP);
    }

    private static BodyReading.Failure failure(CompletableFuture<byte[]> body) {
        return (BodyReading.Failure)
                catchThrowableOfType(CompletionException.class, body::join).getCause();
    }

    @Test
    void a_body_in_pieces_is_whole_and_is_charged_no_longer() {
        byte[] bytes = new byte[700_001];
        new Random(1).nextBytes(bytes);
        AsyncContent content = new AsyncContent();
        CompletableFuture<byte[]> body = read(content);
        for (int from = 0; from < bytes.length; from += 1_237) {
            int to = Math.min(bytes.length, from + 1_237);
            write(content, to == bytes.length, Arrays.copyOfRange(bytes, from, to));
        }
        assertThat(body.join()).isEqualTo(bytes);
        assertThat(node.reservedBytes()).isZero();
    }

    @Test
    void memory_beyond_256_kib_grows_by_64_kib() {
        AsyncContent content = new AsyncContent();
        CompletableFuture<byte[]> body = read(content);
        write(content, false, new byte[256 * KIB]);
        assertThat(node.reservedBytes()).isEqualTo(256 * KIB);
        write(content, false, new byte[1]);
        assertThat(node.reservedBytes()).isEqualTo(320 * KIB);
        body.cancel(false);
        assertThat(node.reservedBytes()).isZero();
    }

    @Test
    void the_bodies_of_one_item_leave_three_quarters_of_the_memory() {
        List<CompletableFuture<byte[]>> bodies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            AsyncContent content = new AsyncContent();
            bodies.add(read(content));
            write(content, false, new byte[512 * KIB]);
        }
        assertThat(node.reservedBytes()).isEqualTo(2 << 20);
        AsyncContent further = new AsyncContent();
        CompletableFuture<byte[]> refused = read(further);
        write(further, false, new byte[1]);
        assertThat(failure(refused).status()).isEqualTo(503);
        assertThat(failure(refused).retrySeconds()).isPositive();
        assertThat(bodies).noneMatch(CompletableFuture::isDone);
        bodies.getFirst().cancel(false);
        AsyncContent later = new AsyncContent();
        CompletableFuture<byte[]> taken = read(later);
        write(later, true, new byte[1]);
        assertThat(taken.join()).hasSize(1);
    }

    @Test
    void a_body_that_hardly_progresses_ends() {
        AsyncContent content = new AsyncContent();
        CompletableFuture<byte[]> body = read(content);
        write(content, false, new byte[KIB - 1]);
        assertThat(failure(body).status()).isEqualTo(408);
        assertThat(node.reservedBytes()).isZero();
    }

    @Test
    void the_body_is_complete_outside_of_the_monitor() {
        AsyncContent content = new AsyncContent();
        List<String> monitors = new ArrayList<>();
        CompletableFuture<Void> observed = read(content).handle((body, failure) -> {
            long thread = Thread.currentThread().threadId();
            for (MonitorInfo monitor : ManagementFactory.getThreadMXBean()
                    .getThreadInfo(new long[] {thread}, true, false)[0]
                    .getLockedMonitors()) {
                monitors.add(monitor.getClassName());
            }
            return null;
        });
        write(content, true, new byte[1]);
        observed.join();
        assertThat(monitors).doesNotContain(BodyReading.class.getName());
    }
}
