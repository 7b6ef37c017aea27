package io.signalbox.client;

import io.signalbox.client.value.Arguments;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Inputs of one invocation: the arguments of the call, and of the further calls of a progressive call (spec: Progressive Call
 * Invocations). A last input without arguments only ends the inputs. Read once. Thread-safe.
 */
final class Inputs {
    private final Executor executor;
    private final long maxBytes;
    private final InvocationBytes.Share share;
    private final BlockingQueue<Input> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean isRead = new AtomicBoolean();

    /** Whether the last input has arrived. Changed on the thread of the transport. */
    private volatile boolean isComplete;

    /** @param sharedBytes the bytes to release when the input has been read; 0 for the first one, which the invocation keeps */
    private record Input(Arguments arguments, boolean isItem, boolean isLast, long bytes, long sharedBytes) {}

    /** @param share the bytes of the invocation, with those of the first input */
    Inputs(Executor executor, long maxBytes, InvocationBytes.Share share, ReceivedPayload first, boolean isLast) {
        this.executor = executor;
        this.maxBytes = maxBytes;
        this.share = share;
        isComplete = isLast;
        add(new Input(first.arguments(), true, isLast, first.heldBytes(), 0));
    }

    private void add(Input input) {
        bytes.addAndGet(input.bytes());
        waiting.add(input);
    }

    /** Adds an input unless too many inputs wait, here or in all invocations. Returns whether the input was added. */
    boolean offer(ReceivedPayload input, boolean isLast) {
        isComplete |= isLast;
        if (bytes.get() + input.heldBytes() > maxBytes && !waiting.isEmpty()) {
            return false;
        }
        if (!share.add(input.heldBytes())) {
            return false;
        }
        boolean isItem = !isLast || !input.arguments().isEmpty();
        add(new Input(input.arguments(), isItem, isLast, input.heldBytes(), input.heldBytes()));
        return true;
    }

    /** Returns whether the last input has arrived. */
    boolean isComplete() {
        return isComplete;
    }

    /** Calls a consumer for each input, on the calling thread. Returns after the last one. */
    void forEach(Consumer<Arguments> consumer) throws InterruptedException {
        beginRead();
        for (boolean isLast = false; !isLast; ) {
            Input input = take();
            if (input.isItem()) {
                consumer.accept(input.arguments());
            }
            share.remove(input.sharedBytes());
            isLast = input.isLast();
        }
    }

    private void beginRead() {
        if (!isRead.compareAndSet(false, true)) {
            throw new IllegalStateException("the inputs of an invocation are read once");
        }
    }

    private Input take() throws InterruptedException {
        Input input = waiting.take();
        bytes.addAndGet(-input.bytes());
        return input;
    }

    /** Returns a stream of the inputs, which ends after the last one. */
    Flow.Publisher<Arguments> publisher() {
        return subscriber -> {
            Objects.requireNonNull(subscriber);
            beginRead();
            executor.execute(new Pump(subscriber));
        };
    }

    /** Passes the inputs on as the subscriber requests them. */
    private final class Pump implements Runnable, Flow.Subscription {
        private final Flow.Subscriber<? super Arguments> subscriber;
        private final Semaphore demand = new Semaphore(0);
        private volatile Thread thread;
        private volatile Throwable failure;
        private volatile boolean isCanceled;

        Pump(Flow.Subscriber<? super Arguments> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            subscriber.onSubscribe(this);
            try {
                pass();
                subscriber.onComplete();
            } catch (InterruptedException ended) {
                if (!isCanceled) {
                    subscriber.onError(failure);
                }
            }
        }

        private void pass() throws InterruptedException {
            for (boolean isLast = false; !isLast; ) {
                Input input = take();
                if (input.isItem()) {
                    demand.acquire();
                    subscriber.onNext(input.arguments());
                }
                share.remove(input.sharedBytes());
                isLast = input.isLast();
            }
        }

        @Override
        public void request(long n) {
            if (n < 1) {
                failure = new IllegalArgumentException("a subscriber has requested " + n + " items, not 1 or more");
                thread.interrupt();
            } else {
                // More than any invocation has.
                demand.release((int) Math.min(n, Integer.MAX_VALUE / 2 - demand.availablePermits()));
            }
        }

        @Override
        public void cancel() {
            isCanceled = true;
            thread.interrupt();
        }
    }
}
