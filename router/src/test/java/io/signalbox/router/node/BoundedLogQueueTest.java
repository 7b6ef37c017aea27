package io.signalbox.router.node;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.signalbox.router.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(2 * Patience.SECONDS)
class BoundedLogQueueTest {
    private static final int LINES = 4;

    private final LoggerContext logging = new LoggerContext();
    private final Terminal terminal = new Terminal();
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private final Logger logger = logging.getLogger("test");
    private BoundedLogQueue queue;

    @BeforeEach
    void start() {
        // Without it, preparing an event fails, and an appender keeps its failures to itself.
        logging.setMDCAdapter(new LogbackMDCAdapter());
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(logging);
        encoder.setPattern("%msg%n");
        encoder.start();
        queue = new BoundedLogQueue(
                "access",
                LINES,
                encoder,
                terminal,
                new PrintStream(complaints, true, StandardCharsets.UTF_8),
                logging.getLogger("signalbox.log"));
        queue.setName("access");
        queue.setContext(logging);
        queue.start();
        logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
    }

    @AfterEach
    void stop() {
        terminal.open.countDown();
        logging.stop();
    }

    @Test
    void lines_are_written_in_their_order() throws Exception {
        terminal.open.countDown();
        logger.info("one {}", 1);
        logger.info("two");
        assertThat(terminal.next()).isEqualTo("one 1");
        assertThat(terminal.next()).isEqualTo("two");
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void nobody_waits_for_a_terminal_that_stands_still_and_what_does_not_fit_is_counted() throws Exception {
        fillBehindTheBlockedTerminal();
        logger.info("lost");
        logger.info("lost");
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void the_number_of_dropped_lines_follows_what_is_written_next() throws Exception {
        fillBehindTheBlockedTerminal();
        logger.info("lost");
        terminal.open.countDown();
        for (int i = 0; i <= LINES; i++) {
            assertThat(terminal.next()).isEqualTo("line " + i);
        }
        assertThat(terminal.next()).isEqualTo("log=access 1 lines dropped so far");
        logger.info("after");
        assertThat(terminal.next()).isEqualTo("after");
    }

    @Test
    void every_line_of_many_threads_is_written_or_counted() throws Exception {
        int threads = 4;
        int linesPerThread = 2_000;
        terminal.open.countDown();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            writers.add(Thread.ofPlatform().start(() -> {
                for (int line = 0; line < linesPerThread; line++) {
                    logger.info("line");
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        queue.stop();
        await().untilAsserted(() -> {
            long written = terminal.lines.stream().filter("line"::equals).count();
            assertThat(written + queue.dropped()).isEqualTo((long) threads * linesPerThread);
        });
    }

    @Test
    void an_output_that_stands_still_is_not_waited_for_and_its_lines_are_counted() throws Exception {
        fillBehindTheBlockedTerminal();
        logger.info("lost");
        queue.stop();
        long far = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        // Those that wait, the one in the hands of the writer, and the one that did not fit.
        assertThat(queue.awaitWritten(far, 10)).isEqualTo(LINES + 2);
    }

    @Test
    void what_is_written_in_the_end_is_not_lost() throws Exception {
        terminal.open.countDown();
        logger.info("one");
        queue.stop();
        assertThat(queue.awaitWritten(System.nanoTime() + TimeUnit.HOURS.toNanos(1), Patience.MILLIS))
                .isZero();
        assertThat(terminal.next()).isEqualTo("one");
    }

    @Test
    void an_error_while_a_line_is_written_loses_that_line_only() throws Exception {
        terminal.failure = new StackOverflowError("injected");
        terminal.open.countDown();
        logger.info("lost");
        await().until(() -> queue.dropped() == 1);
        logger.info("written");
        assertThat(terminal.next()).isEqualTo("written");
        assertThat(terminal.next()).isEqualTo("log=access 1 lines dropped so far");
    }

    @Test
    void lines_that_a_full_disk_does_not_take_are_counted_in_the_end_and_complained_of_once() throws Exception {
        terminal.full = true;
        terminal.open.countDown();
        for (int i = 1; i <= 3; i++) {
            logger.info("lost");
            long lost = i;
            await().until(() -> queue.dropped() == lost);
        }
        queue.stop();
        assertThat(queue.awaitWritten(System.nanoTime() + TimeUnit.HOURS.toNanos(1), Patience.MILLIS))
                .isEqualTo(3);
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("warning: the standard output rejects the lines of log=access:"
                        + " No space left on device - lines are lost and counted until a write succeeds\n");
    }

    @Test
    void a_disk_with_room_again_is_told_what_it_did_not_take_and_complained_of_the_next_time() throws Exception {
        terminal.open.countDown();
        terminal.full = true;
        logger.info("lost");
        await().until(() -> queue.dropped() == 1);
        terminal.full = false;
        logger.info("written");
        assertThat(terminal.next()).isEqualTo("written");
        assertThat(terminal.next()).isEqualTo("log=access 1 lines dropped so far");
        terminal.full = true;
        logger.info("lost");
        await().untilAsserted(() ->
                assertThat(complaints.toString(StandardCharsets.UTF_8).lines()).hasSize(2));
    }

    /** The first line is in the hands of the writing thread, so that exactly LINES more fit. */
    private void fillBehindTheBlockedTerminal() throws InterruptedException {
        logger.info("line 0");
        assertThat(terminal.asked.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i <= LINES; i++) {
            logger.info("line {}", i);
        }
        assertThat(queue.dropped()).isZero();
    }

    /** Stands still until it is opened. */
    private static final class Terminal extends OutputStream {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        volatile Error failure;
        volatile boolean full;
        final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public void write(int one) {
            throw new UnsupportedOperationException("lines are written as a whole");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            asked.countDown();
            if (failure != null) {
                Error once = failure;
                failure = null;
                throw once;
            }
            if (full) {
                throw new IOException("No space left on device");
            }
            try {
                // Being told to stop must not keep an open one from writing.
                if (open.getCount() > 0) {
                    open.await();
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException("stopped while it stood still");
            }
            new String(bytes, offset, length, StandardCharsets.UTF_8).lines().forEach(lines::add);
        }

        String next() throws InterruptedException {
            return lines.poll(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }
}
