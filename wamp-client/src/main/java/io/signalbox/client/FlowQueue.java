package io.signalbox.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue of items for one subscriber, who gets no more items than the subscriber has requested. The bytes that waiting items keep
 * alive are limited; an empty queue accepts an item of any size. The subscriber runs on a thread of the executor. Thread-safe.
 */
final class FlowQueue<T> implements Flow.Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(FlowQueue.class);

    private final Flow.Subscriber<? super T> subscriber;
    private final Executor executor;
    private final long maxBytes;
    private final Runnable onCancel;
    private final Queue<Item<T>> items = new ConcurrentLinkedQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger wakes = new AtomicInteger();

    /** Set once, behind the last item. */
    private volatile End end;

    /** Whether the subscriber gets nothing more. */
    private volatile boolean isOver;

    /** Confined to the drain. */
    private boolean isSubscribed;

    private record Item<T>(T value, long bytes) {}

    /** @param failure null for an end without a failure */
    private record End(Throwable failure) {}

    /** @param onCancel runs when the subscriber cancels, or fails */
    FlowQueue(Flow.Subscriber<? super T> subscriber, Executor executor, long maxBytes, Runnable onCancel) {
        this.subscriber = subscriber;
        this.executor = executor;
        this.maxBytes = maxBytes;
        this.onCancel = onCancel;
    }

    /** Begins with {@link Flow.Subscriber#onSubscribe}, also if there is no item yet. */
    void begin() {
        wake();
    }

    /** Adds an item unless the queue is full. Returns whether the item was added. */
    boolean offer(T value, long heldBytes) {
        if (bytes.getAndAdd(heldBytes) + heldBytes > maxBytes && !items.isEmpty()) {
            bytes.addAndGet(-heldBytes);
            return false;
        }
        items.add(new Item<>(value, heldBytes));
        wake();
        return true;
    }

    /** Ends the queue behind the items that wait. */
    void complete() {
        end(new End(null));
    }

    /** Ends the queue with a failure, behind the items that wait. */
    void fail(Throwable failure) {
        end(new End(failure));
    }

    private void end(End how) {
        synchronized (this) {
            if (end == null) {
                end = how;
            }
        }
        wake();
    }

    @Override
    public void request(long n) {
        if (n < 1) {
            onCancel.run();
            items.clear();
            fail(new IllegalArgumentException("a subscriber has requested " + n + " items, not 1 or more"));
            return;
        }
        demand.accumulateAndGet(n, (known, more) -> known + more < 0 ? Long.MAX_VALUE : known + more);
        wake();
    }

    @Override
    public void cancel() {
        if (!isOver) {
            isOver = true;
            onCancel.run();
            wake();
        }
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        int seen;
        do {
            seen = wakes.get();
            try {
                pass();
            } catch (Throwable failure) {
                LOG.error("a subscriber failed", failure);
                cancel();
            }
        } while (wakes.addAndGet(-seen) > 0);
    }

    private void pass() {
        if (!isSubscribed) {
            isSubscribed = true;
            subscriber.onSubscribe(this);
        }
        while (!isOver && demand.get() > 0) {
            Item<T> item = items.poll();
            if (item == null) {
                break;
            }
            demand.decrementAndGet();
            bytes.addAndGet(-item.bytes());
            subscriber.onNext(item.value());
        }
        if (isOver) {
            items.clear();
            return;
        }
        // Read before the items: none is added behind the end.
        End how = end;
        if (how != null && items.isEmpty()) {
            isOver = true;
            if (how.failure() == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(how.failure());
            }
        }
    }
}
