package io.signalbox.router.cli;

import io.signalbox.router.node.LogConfiguration;
import io.signalbox.router.node.Node;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a signal comes: in good order from the first moment of a start on, and in less than five seconds
 * whatever stands still. A further signal changes nothing.
 */
final class OrderlyEnd {
    /** The JVM itself may take another 300 ms for threads that are in a system call. */
    private static final long PROCESS_MILLIS = 4_500;

    /** The end of the time in which the log is written. */
    private static final long LOG_END_MILLIS = 4_300;

    private final Thread hook = new Thread(this::end, "shutdown");

    // Guarded by this.
    private Node node;
    private boolean ending;

    private OrderlyEnd() {}

    /** From now on a signal ends the process by this class. */
    static OrderlyEnd atSignal() {
        OrderlyEnd end = new OrderlyEnd();
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    /** From now on the end begins with the end of this node; false when it has begun already. */
    synchronized boolean includes(Node started) {
        node = started;
        return !ending;
    }

    /** Leaves the end of the process to the caller; does not return when a signal was first. */
    void release() throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            await();
        }
    }

    /** Waits for the end of the process. */
    static void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** A JVM that a signal ends would exit with 128 + its number, but a node that was told to end has not failed. */
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
        synchronized (this) {
            ending = true;
            started = node;
        }
        if (started == null || started.stop()) {
            exitCode.set(ExitCode.FINE);
            log.info("stopped");
        } else {
            log.error("stopped before everything had ended, see above");
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
        long lost = LogConfiguration.finish(LOG_END_MILLIS - millis);
        if (lost > 0) {
            System.err.println("warning: the standard output does not take the log: " + lost + " lines are lost");
        }
    }
}
