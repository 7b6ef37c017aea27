package io.signalbox.router.node;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.cookie.CookieFile;
import io.signalbox.router.extension.RunningExtension;
import io.signalbox.router.link.Links;
import io.signalbox.router.process.Supervisor;
import io.signalbox.router.process.WorkerExit;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.store.SqliteStore;
import io.signalbox.transport.tls.CertificateWatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Router node: realms, listeners, extensions, event history files, files of cookies, and processes. Any thread may stop the node.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    /** Time for the realms to end. Clients have two seconds to answer GOODBYE. */
    static final long GOODBYE_MILLIS = 2_500;

    /** Time for all other parts, so that a stop takes at most four seconds. Files get the time that the others leave. */
    private static final long OTHERS_MILLIS = 1_500;

    private static final long START_MILLIS = 200;
    private static final long PORTS_MILLIS = 200;
    private static final long EXTENSIONS_MILLIS = 300;
    private static final long LISTENERS_MILLIS = 500;
    private static final long WORKERS_MILLIS = 200;

    /** Time for processes to end while the node still routes. */
    private static final long PROCESSES_FIRST_MILLIS = 400;

    /** Time for processes to end altogether, after which they are killed. */
    private static final long PROCESSES_MILLIS = 3_000;

    private static final long KILL_MILLIS = 600;
    private static final long COMPONENTS_MILLIS = 1_000;
    private static final long LEAST_GOODBYE_MILLIS = 500;

    private final Parts parts;
    private final NodeThreads threads;
    private final long goodbyeMillis;

    /** States of a node, in their order. */
    private enum State {
        NEW,
        STARTED,
        STOPPING
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /** Held while a file or listener starts, so that a stop finds the part either not started or started. */
    private final ReentrantLock starting = new ReentrantLock();

    /** Listeners that stay closed, see {@link AccessGate}. */
    private final Set<Placed<Listener>> closed = ConcurrentHashMap.newKeySet();

    /** Completed at the end of the stop, with true if all parts ended in time. */
    private final CompletableFuture<Boolean> stopped = new CompletableFuture<>();

    /**
     * Parts of a node, in the order of the configuration.
     *
     * @param processes the supervisor of processes; empty for a node without processes
     * @param links the links to other routers; empty for a node without links
     */
    record Parts(
            List<Placed<Listener>> listeners,
            List<RealmDirectory> realms,
            List<HostedComponent> components,
            List<AccessGate> gates,
            List<Placed<SqliteStore>> files,
            List<Placed<CookieFile>> cookies,
            List<CertificateWatch> certificates,
            List<RunningExtension> extensions,
            Optional<Supervisor> processes,
            Optional<Links> links) {}

    /** @param goodbyeMillis the time for realms to end their sessions */
    Node(Parts parts, NodeThreads threads, long goodbyeMillis) {
        this.parts = parts;
        this.threads = threads;
        this.goodbyeMillis = goodbyeMillis;
    }

    /**
     * Opens the event history files and the files of cookies, starts the components and the extensions, and opens the listeners, each in
     * the order of the configuration. Listeners stay closed if components on which access depends have failed. Called at most once.
     *
     * @return false if the node was stopped before or during the start; nothing is open then
     * @throws IOException if a file cannot be used or a listener cannot listen; nothing is open then. The message names the place in
     *     the configuration and the remedy.
     */
    public boolean start() throws IOException {
        state.compareAndSet(State.NEW, State.STARTED);
        try {
            for (Placed<SqliteStore> file : parts.files()) {
                startUnlessStopping(file, SqliteStore::start);
            }
            for (Placed<CookieFile> file : parts.cookies()) {
                startUnlessStopping(file, CookieFile::start);
            }
            for (HostedComponent component : parts.components()) {
                if (state.get() == State.STARTED) {
                    // A failed component is logged, and does not hold the node.
                    component.start().join();
                }
            }
            for (RunningExtension extension : parts.extensions()) {
                startPart(extension, RunningExtension::start);
            }
            closed.addAll(closedListeners());
            for (Placed<Listener> listener : openListeners()) {
                startUnlessStopping(listener, one -> {
                    one.start();
                    LOG.info("listener '{}' {}", one.id(), one.address());
                });
            }
            return state.get() == State.STARTED;
        } catch (IOException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    private List<Placed<Listener>> closedListeners() {
        List<Placed<Listener>> all = new ArrayList<>();
        for (AccessGate gate : parts.gates()) {
            if (!gate.isOpen()) {
                all.addAll(gate.listeners());
            }
        }
        return all;
    }

    private List<Placed<Listener>> openListeners() {
        return parts.listeners().stream()
                .filter(listener -> !closed.contains(listener))
                .toList();
    }

    private interface Start<T> {
        void run(T part) throws IOException;
    }

    private <T> void startUnlessStopping(Placed<T> placed, Start<T> start) throws IOException {
        try {
            startPart(placed.part(), start);
        } catch (IOException e) {
            throw new IOException(placed.place().error(e.getMessage()), e);
        }
    }

    private <T> void startPart(T part, Start<T> start) throws IOException {
        starting.lock();
        try {
            if (state.get() == State.STARTED) {
                start.run(part);
            }
        } finally {
            starting.unlock();
        }
    }

    /** Starts the workers that are processes, and the links to other routers, after {@link #start}. Has no effect if the node stops. */
    public void startWorkers() {
        starting.lock();
        try {
            if (state.get() == State.STARTED && parts.processes().isPresent()) {
                parts.processes().get().start();
            }
            if (state.get() == State.STARTED && parts.links().isPresent()) {
                parts.links().get().start();
            }
        } finally {
            starting.unlock();
        }
    }

    /**
     * Waits for the exit of a worker that stops the node, see {@code controller.options.shutdown}. Waits forever if no exit does.
     *
     * @return whether the worker has failed
     */
    public boolean awaitShutdownRequest() {
        CompletableFuture<WorkerExit> never = new CompletableFuture<>();
        CompletableFuture<WorkerExit> request =
                parts.processes().isPresent() ? parts.processes().get().shutdownRequest() : never;
        WorkerExit exit = request.join();
        LOG.info("the exit of worker={} stops the node, as 'controller.options.shutdown' says", exit.worker());
        return exit.failure();
    }

    /** Returns whether a listener has certificate files. */
    public boolean hasCertificates() {
        return !parts.certificates().isEmpty();
    }

    /** Reads all certificate files again, for new connections. Blocks. A file that cannot be used is logged. */
    public void reloadCertificates() {
        parts.certificates().forEach(CertificateWatch::reload);
    }

    /** Returns the addresses of the listeners with their bound ports, in the order of the configuration. */
    public List<String> addresses() {
        return openListeners().stream()
                .map(listener -> listener.part().address())
                .toList();
    }

    /**
     * Refuses new connections, sends GOODBYE to all sessions behind their pending messages, and ends all parts. Takes at most four
     * seconds, even if a part blocks. A further call waits for the first. May run beside {@link #start}, which then ends.
     *
     * @return whether all parts ended in time; the log names the others
     */
    public boolean stop() {
        if (state.getAndSet(State.STOPPING) == State.STOPPING) {
            return stopped.join();
        }
        long beginNanos = System.nanoTime();
        StopSequence sequence = new StopSequence(goodbyeMillis + OTHERS_MILLIS);
        boolean complete = false;
        try {
            awaitStarting();
            if (parts.processes().isPresent()) {
                // Guests are clients, which may still have calls to answer.
                parts.processes().get().beginStop();
                parts.processes().get().awaitEnd(PROCESSES_FIRST_MILLIS);
            }
            if (!parts.components().isEmpty()) {
                end(parts.components(), sequence);
            }
            if (parts.links().isPresent()) {
                parts.links().get().stop();
            }
            // What these have spent, the sessions of the realms do not get.
            long realmsMillis = Math.max(LEAST_GOODBYE_MILLIS, goodbyeMillis - spentMillis(beginNanos));
            sequence.end("ports", parts.listeners(), PORTS_MILLIS, listener -> listener.part()
                    .stopAccepting());
            sequence.end(
                    "extensions",
                    parts.extensions(),
                    EXTENSIONS_MILLIS,
                    extension -> extension.shutDown(EXTENSIONS_MILLIS - 50));
            sequence.end("realms", parts.realms(), realmsMillis, realm -> realm.shutDown()
                    .join());
            sequence.end("listeners", parts.listeners(), LISTENERS_MILLIS, listener -> listener.part()
                    .stop());
            sequence.end("extensions", parts.extensions(), WORKERS_MILLIS, RunningExtension::stop);
            if (parts.processes().isPresent()) {
                long leftMillis = Math.max(1, PROCESSES_MILLIS - spentMillis(beginNanos));
                end(parts.processes().get(), sequence, leftMillis);
            }
            if (parts.links().isPresent()) {
                parts.links().get().close();
            }
            sequence.end("threads", List.of(threads), WORKERS_MILLIS, NodeThreads::stop);
            // A file logs what it loses if its time is too short.
            long cookiesMillis = sequence.leftMillis() / 2;
            sequence.end("files of cookies", parts.cookies(), cookiesMillis + 50, file -> file.part()
                    .stop(cookiesMillis));
            long leftMillis = sequence.leftMillis();
            sequence.end("files", parts.files(), leftMillis + 100, file -> file.part()
                    .stop(leftMillis));
            complete = sequence.isComplete();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.complete(complete);
        }
        return complete;
    }

    private static long spentMillis(long beginNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
    }

    /** A method of its own, so that a node without components does not load the class. */
    private static void end(List<HostedComponent> components, StopSequence sequence) throws InterruptedException {
        sequence.end("components", components, COMPONENTS_MILLIS, component -> component
                .stop()
                .join());
    }

    /** A method of its own, so that a node without processes does not load the class. */
    private static void end(Supervisor processes, StopSequence sequence, long timeoutMillis)
            throws InterruptedException {
        sequence.end("processes", List.of(processes), timeoutMillis + KILL_MILLIS, one -> one.end(timeoutMillis));
    }

    /** Waits for the part that is starting, unless the part blocks. */
    private void awaitStarting() throws InterruptedException {
        if (starting.tryLock(START_MILLIS, TimeUnit.MILLISECONDS)) {
            starting.unlock();
        }
    }
}
