package io.signalbox.router.container;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Components that start in their order and end together. Ends when it is stopped, or when components end as the
 * {@link ShutdownMode} says. Thread-safe.
 */
public final class Container {
    private static final Logger LOG = LoggerFactory.getLogger(Container.class);

    private final String worker;
    private final ShutdownMode mode;
    private final List<ContainedComponent> components;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    /** Guarded by this. Set by the first cause of an end. */
    private boolean isEnding;

    /** @param worker the id of the worker, for the log */
    public Container(String worker, ShutdownMode mode, List<ContainedComponent> components) {
        this.worker = worker;
        this.mode = mode;
        this.components = List.copyOf(components);
    }

    /**
     * Starts the components, each when the one before runs, has failed or waits for a router. Called once.
     *
     * @return completed when this holds for the last one
     */
    public CompletableFuture<Void> start() {
        CompletableFuture<Void> before = CompletableFuture.completedFuture(null);
        for (ContainedComponent component : components) {
            component.end().thenRun(() -> ended(component));
            before = before.thenCompose(ready -> component.start());
        }
        return before;
    }

    private void ended(ContainedComponent component) {
        boolean isLast = components.stream().allMatch(ContainedComponent::isOver);
        if (mode.isPulledBy(component.hasFailed(), isLast) && beginEnd()) {
            boolean failure = mode == ShutdownMode.SHUTDOWN_ON_LAST_COMPONENT_STOPPED
                    ? components.stream().anyMatch(ContainedComponent::hasFailed)
                    : component.hasFailed();
            LOG.info("worker={} ends with component={}, as 'options.shutdown' says", worker, component.id());
            endAll(failure);
        }
    }

    /** Ends all components. The result is completed when they have ended. */
    public CompletableFuture<Boolean> stop() {
        if (beginEnd()) {
            endAll(false);
        }
        return end;
    }

    private synchronized boolean beginEnd() {
        boolean isFirst = !isEnding;
        isEnding = true;
        return isFirst;
    }

    private void endAll(boolean failure) {
        CompletableFuture<?>[] ends =
                components.stream().map(ContainedComponent::stop).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(ends).thenRun(() -> end.complete(failure));
    }

    /** Completed when the container has ended: with true if the failure of a component has ended it. */
    public CompletableFuture<Boolean> end() {
        return end;
    }
}
