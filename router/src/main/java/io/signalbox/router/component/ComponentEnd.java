package io.signalbox.router.component;

import io.signalbox.client.Component;
import io.signalbox.client.WampClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * End of one component: calls {@code stop}, leaves the realm, names the threads that the component has left behind, and closes
 * its class loader. A step that fails or takes too long does not hold the others. Confined to one virtual thread.
 */
final class ComponentEnd implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ComponentEnd.class);
    private static final long CLOSE_MILLIS = 3_000;
    private static final long THREADS_MILLIS = 200;

    private final ComponentSettings settings;
    private final Component component;
    private final WampClient client;
    private final ComponentLoader loader;
    private final Runnable over;

    /**
     * @param component null for a component that is not started
     * @param client null for a component without a session
     * @param loader null for a component without classes
     * @param over runs at the end
     */
    ComponentEnd(
            ComponentSettings settings, Component component, WampClient client, ComponentLoader loader, Runnable over) {
        this.settings = settings;
        this.component = component;
        this.client = client;
        this.loader = loader;
        this.over = over;
    }

    @Override
    public void run() {
        try {
            if (component != null) {
                stop();
            }
            if (client != null) {
                leave();
            }
            if (loader != null) {
                nameThreads();
                loader.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("component={} its jars cannot be closed", settings.id(), e);
        } finally {
            over.run();
        }
    }

    private void stop() throws InterruptedException {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name("component-" + settings.id()).unstarted(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            try {
                component.stop();
                stopped.complete(null);
            } catch (Throwable e) {
                stopped.completeExceptionally(e);
            }
        });
        thread.start();
        try {
            stopped.get(settings.stopTimeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            StackTraceElement[] stack = thread.getStackTrace();
            LOG.warn(
                    "component={} 'stop' has not returned within {} ms{}; the end goes on",
                    settings.id(),
                    settings.stopTimeoutMillis(),
                    stack.length == 0 ? "" : ", it is at " + stack[0]);
            thread.interrupt();
        } catch (ExecutionException e) {
            LOG.warn("component={} 'stop' has thrown an exception", settings.id(), e.getCause());
        }
    }

    private void leave() throws InterruptedException {
        try {
            client.closeAsync().get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("component={} its session has not ended in order", settings.id(), e);
        }
    }

    private void nameThreads() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(THREADS_MILLIS);
        for (Thread thread : threads()) {
            TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
        }
        List<Thread> left = threads();
        if (!left.isEmpty()) {
            LOG.warn(
                    "component={} has left {} threads running: {}; let 'stop' end them: they keep the classes of the"
                            + " component in memory",
                    settings.id(),
                    left.size(),
                    left.stream().map(Thread::getName).sorted().collect(Collectors.joining(", ")));
        }
    }

    /** Returns the threads that the component has started. Virtual threads are not known. */
    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == loader
                        || thread.getClass().getClassLoader() == loader)
                .toList();
    }
}
