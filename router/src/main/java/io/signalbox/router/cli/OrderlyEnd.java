package io.signalbox.router.cli;

import io.signalbox.router.node.LogConfiguration;
import io.signalbox.router.node.Node;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shutdown of the process at a signal: stops the node and writes the log, within five seconds even if a thread or a disk blocks.
 * Effective from the first moment of a start. Further signals have no effect.
 */
final class OrderlyEnd {
    /** Time for the shutdown. The JVM may need another 300 ms for threads in a system call. */
    private static final long PROCESS_MILLIS = 4_500;

    /** Time until the log is written, from the signal. */
    private static final long LOG_END_MILLIS = 4_300;

    private final Thread hook = new Thread(this::end, "shutdown");

    // Guarded by this.
    private Node node;
    private boolean ending;
    private int requestedCode = ExitCode.FINE;

    private OrderlyEnd() {}

    /** Installs the shutdown. */
    static OrderlyEnd atSignal() {
        OrderlyEnd end = new OrderlyEnd();
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    /** Sets the node that the shutdown stops. Returns false if the shutdown has begun. */
    synchronized boolean includes(Node started) {
        node = started;
        return !ending;
    }

    /** Removes the shutdown. Does not return if the shutdown has begun. */
    void release() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            await();
        }
    }

    /** Begins the shutdown, as a signal does. Never returns. */
    void request(int code) {
        synchronized (this) {
            requestedCode = code;
        }
        System.exit(code);
    }

    /** Waits for the end of the process. Never returns. */
    static void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Ends the process with the requested exit code, 0 after a signal: the default exit code, 128 plus the number of the signal, means a failure. */
    private void end() {
        AtomicInteger exitCode = new AtomicInteger(ExitCode.FAILED);
        try {
            long beginNanos = System.nanoTime();
            Thread stopping = Thread.ofPlatform().daemon().name("stopping").start(() -> stop(beginNanos, exitCode));
            stopping.join(PROCESS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(exitCode.get());
        }
    }

    private void stop(long beginNanos, AtomicInteger exitCode) {
        Logger log = LoggerFactory.getLogger(StartCommand.class);
        log.info("stopping");
        Node started;
        int code;
        synchronized (this) {
            ending = true;
            started = node;
            code = requestedCode;
        }
        if (started == null || started.stop()) {
            exitCode.set(code);
            log.info("stopped");
        } else {
            log.error("stopped, but some parts of the node have not ended, see above");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        long lost = LogConfiguration.finish(LOG_END_MILLIS - millis);
        if (lost > 0) {
            System.err.println("warning: the standard output accepts no log lines: " + lost + " lines are lost");
        }
    }
}
