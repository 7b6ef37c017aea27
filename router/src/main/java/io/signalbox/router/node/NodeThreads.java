package io.signalbox.router.node;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads of a node other than the I/O threads of its listeners.
 *
 * @param workers run the tasks that realms do not run on an I/O thread; tasks never block
 * @param codecs decode and encode long messages, which take up to half of the cores
 * @param timers runs the timers of realms and connections
 */
record NodeThreads(ExecutorService workers, ExecutorService codecs, ScheduledThreadPoolExecutor timers) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeThreads.class);

    /** Most nodes never get a long message. */
    private static final long IDLE_SECONDS = 30;

    /** Starts one worker for each core, because no worker ever waits. */
    static NodeThreads start() {
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(cores, named("worker-"));
        return new NodeThreads(
                workers, codecs(Math.max(1, cores / 2)), new ScheduledThreadPoolExecutor(1, named("timer-")));
    }

    private static ExecutorService codecs(int count) {
        ThreadPoolExecutor codecs = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named("codec-"));
        codecs.allowCoreThreadTimeOut(true);
        return codecs;
    }

    /** Drops the pending timers and waits for the tasks of codecs and workers. */
    void stop() {
        timers.shutdownNow();
        codecs.close();
        workers.close();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            // A task of a component may start the thread, which must not keep the classes of the component in memory.
            thread.setContextClassLoader(NodeThreads.class.getClassLoader());
            thread.setUncaughtExceptionHandler(
                    (ended, failure) -> LOG.error("thread={} a task failed", ended.getName(), failure));
            return thread;
        };
    }
}
