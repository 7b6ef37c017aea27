package io.signalbox.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of tasks that run one at a time, in order, on a thread of the executor. The bytes that the tasks keep alive are limited; an
 * empty queue accepts a task of any size. Thread-safe.
 */
final class SerialQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SerialQueue.class);

    private final String name;
    private final Executor executor;
    private final long maxBytes;
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Task, which runs code of the user. */
    interface Body {
        void run() throws Exception;
    }

    private record Task(Body body, long bytes) {}

    /** @param name the code that the tasks run, for the log */
    SerialQueue(String name, Executor executor, long maxBytes) {
        this.name = name;
        this.executor = executor;
        this.maxBytes = maxBytes;
    }

    /**
     * Adds a task unless the queue is full.
     *
     * @param heldBytes the bytes that the task keeps alive until its end
     * @return whether the task was added
     */
    boolean offer(Body body, long heldBytes) {
        if (bytes.getAndAdd(heldBytes) + heldBytes > maxBytes && waiting.get() > 0) {
            bytes.addAndGet(-heldBytes);
            return false;
        }
        add(new Task(body, heldBytes));
        return true;
    }

    /** Adds a task that keeps next to nothing alive, also if the queue is full. */
    void add(Body body) {
        add(new Task(body, 0));
    }

    private void add(Task task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        do {
            Task task = tasks.remove();
            try {
                task.body().run();
            } catch (Throwable failure) {
                LOG.error("{} failed", name, failure);
            }
            bytes.addAndGet(-task.bytes());
        } while (waiting.decrementAndGet() > 0);
    }
}
