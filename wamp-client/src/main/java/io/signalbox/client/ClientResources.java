package io.signalbox.client;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.ConnectingTransport;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads and limits of memory that several clients share: one thread that reads and writes all connections, and one thread for
 * timers. A client without shared resources has its own. Closed when all clients are closed. Thread-safe.
 *
 * <pre>{@code
 * try (ClientResources shared = ClientResources.create();
 *         WampClient first = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1").resources(shared).build();
 *         WampClient second = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1").resources(shared).build()) {
 *     first.connect();
 *     second.connect();
 * }
 * }</pre>
 */
public final class ClientResources implements AutoCloseable {
    private static final int CODEC_IDLE_SECONDS = 10;

    private final TransportCounters counters = new TransportCounters();
    private final Serializers serializers = new Serializers();
    private final AssemblyBudget assembly = AssemblyBudget.ofHeap();
    private final DeflateMemory deflateMemory = DeflateMemory.ofHeap(counters);
    private final OutboundBudget outbound;
    private final ThreadPoolExecutor codecs;
    private final ScheduledThreadPoolExecutor timer;

    // Guarded by this. Null until a client connects by URL.
    private ConnectingSelectors selectors;

    private ClientResources() {
        codecs = new ThreadPoolExecutor(
                0,
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                CODEC_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon("wamp-client-codec", task),
                // The transport decodes the message itself if no thread is free.
                new ThreadPoolExecutor.CallerRunsPolicy());
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon("wamp-client-timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        outbound = OutboundBudget.ofHeap(timer);
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        // Not the class loader of the client that happens to start the thread: others share the thread.
        thread.setContextClassLoader(ClientResources.class.getClassLoader());
        return thread;
    }

    /** Creates resources. Threads start when they are needed. */
    public static ClientResources create() {
        return new ClientResources();
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    ConnectingTransport transport(ConnectingSettings settings, ConnectionAcceptor acceptor) {
        ConnectionResources resources =
                new ConnectionResources(serializers, acceptor, counters, assembly, outbound, codecs);
        return new ConnectingTransport(settings, resources, deflateMemory, startedSelectors());
    }

    private synchronized ConnectingSelectors startedSelectors() {
        if (selectors == null) {
            ConnectingSelectors fresh = new ConnectingSelectors("wamp-client", 1, counters);
            try {
                fresh.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            selectors = fresh;
        }
        return selectors;
    }

    /** Stops all threads. Idempotent. */
    @Override
    public synchronized void close() {
        if (selectors != null) {
            selectors.stop();
        }
        timer.shutdownNow();
        codecs.shutdown();
    }
}
