package io.signalbox.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listeners of the user. Each listener gets all values in order, on virtual threads, and delays no other listener. Thread-safe.
 *
 * @param <T> the type of the values
 */
final class Listeners<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /** Values that wait for a listener. More values can only wait for a listener that never returns. */
    private static final int MAX_WAITING = 1_000;

    private final String name;
    private final Executor executor;
    private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();

    private record Listener<T>(Consumer<T> consumer, SerialQueue queue) {}

    /** @param name what the listeners listen to, for the log */
    Listeners(String name, Executor executor) {
        this.name = name;
        this.executor = executor;
    }

    void add(Consumer<T> consumer) {
        listeners.add(new Listener<>(consumer, new SerialQueue("a listener of " + name, executor, MAX_WAITING)));
    }

    void call(T value) {
        for (Listener<T> listener : listeners) {
            if (!listener.queue().offer(() -> listener.consumer().accept(value), 1)) {
                LOG.warn("a listener of {} does not return: it misses {}", name, value);
            }
        }
    }
}
