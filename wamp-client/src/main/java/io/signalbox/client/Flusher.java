package io.signalbox.client;

import io.signalbox.protocol.connection.WampConnection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Flush of the messages that virtual threads send. One virtual thread flushes for all of them, behind the virtual threads that
 * run already, so that one write takes what many of them send. A platform thread flushes by itself. Thread-safe.
 *
 * <p>Buffers for writing belong to threads: a virtual thread that ends after one message would allocate them for each message.
 */
final class Flusher {
    private final AtomicReference<WampConnection> due = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean isStopped;

    /** @param name the name of the thread */
    Flusher(String name) {
        thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Flushes a connection, now or soon. Called when {@link WampConnection#send} has returned true. */
    void flush(WampConnection connection) {
        if (!Thread.currentThread().isVirtual() || isStopped) {
            connection.flush();
            return;
        }
        WampConnection before = due.getAndSet(connection);
        if (before != null && before != connection) {
            before.flush();
        }
        if (before == null) {
            LockSupport.unpark(thread);
        }
        if (isStopped) {
            flushDue();
        }
    }

    private void run() {
        while (!isStopped) {
            if (due.get() == null) {
                LockSupport.park(this);
            } else {
                // A virtual thread that another one unparks runs before those that wait already. Their messages belong
                // to the same write.
                Thread.yield();
                flushDue();
            }
        }
        flushDue();
    }

    private void flushDue() {
        WampConnection connection = due.getAndSet(null);
        if (connection != null) {
            connection.flush();
        }
    }

    /** Ends the thread. Later flushes run on the calling threads. Idempotent. */
    void stop() {
        isStopped = true;
        LockSupport.unpark(thread);
    }
}
