package io.signalbox.router.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a node beside the I/O threads of its listeners.
 *
 * @param workers run what realms cannot do on an I/O thread; their tasks never block
 * @param timers wakes up realms and connections
 */
record NodeThreads(ExecutorService workers, ScheduledThreadPoolExecutor timers) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeThreads.class);

    /** One worker per core, because none of them ever waits. */
    static NodeThreads start() {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(cores, named("worker-"));
        return new NodeThreads(workers, new ScheduledThreadPoolExecutor(1, named("timer-")));
    }

    /** Lets the tasks of workers end, and drops those that wait for their time. */
    void stop() {
        timers.shutdownNow();
        workers.close();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((ended, failure) -> LOG.error("a task failed", failure));
            return thread;
        };
    }
}
