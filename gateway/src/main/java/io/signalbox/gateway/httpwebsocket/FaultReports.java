package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.transport.LogEpisode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports of what one item has not delivered: each is a call of the procedure {@code fault}, one call at a time. The waiting reports
 * are limited, and a report beyond the limit is lost and counted. A procedure that fails is not told of its own failure.
 *
 * <p>Thread-safe; no method blocks.
 */
final class FaultReports {
    private static final Logger LOG = LoggerFactory.getLogger(FaultReports.class);

    private final String name;
    private final HookSession session;
    private final ProcedureHook procedure;
    private final long maxBytes;
    private final LongAdder lost;
    private final LogEpisode losses = new LogEpisode(System::nanoTime);
    private final LogEpisode failures = new LogEpisode(System::nanoTime);

    // Guarded by this.
    private final Queue<Report> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean isCalling;

    /** @param bytes the memory of the report, roughly */
    private record Report(Map<String, ?> kwargs, long bytes) {}

    /**
     * @param name the item in log lines
     * @param maxBytes limit of the waiting reports
     * @param lost counts reports beyond the limit, and those that the procedure has not accepted
     */
    FaultReports(String name, HookSession session, ProcedureHook procedure, long maxBytes, LongAdder lost) {
        this.name = name;
        this.session = session;
        this.procedure = procedure;
        this.maxBytes = maxBytes;
        this.lost = lost;
    }

    /**
     * Reports a fault.
     *
     * @param bytes the memory of the arguments
     */
    void report(Map<String, ?> kwargs, long bytes) {
        synchronized (this) {
            if (waitingBytes + bytes <= maxBytes || waiting.isEmpty()) {
                waiting.add(new Report(kwargs, bytes));
                waitingBytes += bytes;
            } else {
                lost.increment();
                losses.next()
                        .ifPresent(unlogged -> LOG.warn(
                                "{} reports of faults are lost, because {} is slower than the faults ({} more since the"
                                        + " last line)",
                                name,
                                procedure.uri(),
                                unlogged));
            }
        }
        callNext();
    }

    private void callNext() {
        while (true) {
            Report next;
            synchronized (this) {
                if (isCalling || waiting.isEmpty()) {
                    return;
                }
                isCalling = true;
                next = waiting.poll();
            }
            CompletableFuture<Void> call =
                    session.tell(procedure, List.of(), next.kwargs()).handle((result, failure) -> ended(next, failure));
            // Calls fail at once without a session, and as many as wait: no call begins within the end of another one.
            if (!call.isDone()) {
                call.thenRun(this::callNext);
                return;
            }
        }
    }

    private Void ended(Report report, Throwable failure) {
        if (failure != null) {
            lost.increment();
            failures.next()
                    .ifPresent(unlogged -> LOG.warn(
                            "{} the procedure of faults {} failed, and the fault is lost: {} ({} more since the last line)",
                            name,
                            procedure.uri(),
                            failure.getMessage(),
                            unlogged));
        }
        synchronized (this) {
            isCalling = false;
            waitingBytes -= report.bytes();
        }
        return null;
    }
}
