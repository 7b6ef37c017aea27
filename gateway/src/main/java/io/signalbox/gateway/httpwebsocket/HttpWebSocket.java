package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.HookFailure;
import io.signalbox.gateway.hook.HookItem;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OutgoingListener;
import io.signalbox.gateway.outgoing.OutgoingSettings;
import io.signalbox.gateway.outgoing.OutgoingSocket;
import io.signalbox.gateway.outgoing.OutgoingSockets;
import io.signalbox.gateway.outgoing.OutgoingStatus;
import io.signalbox.router.extension.RequestAuthentication.Admitted;
import io.signalbox.transport.LogEpisode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One item {@code http-websocket}: the socket to the backend, whose messages go to {@code outflow} one after the other, and whose
 * undelivered messages go to {@code fault}. Thread-safe; no method blocks.
 */
public final class HttpWebSocket implements OutgoingListener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpWebSocket.class);

    /** Memory of a report beside its message, roughly. */
    private static final int REPORT_BYTES = 512;

    /** Retry-After of an item that is not active, which only a restart of the node changes. */
    private static final long INACTIVE_RETRY_SECONDS = 60;

    private final HttpWebSocketItem item;
    private final String path;
    private final String name;
    private final Clock clock;
    private final HttpWebSocketCounters counters;
    private final OutgoingSocket socket;

    /** Empty for an item without hooks. */
    private final Optional<HookSession> session;

    private final Optional<Hook> outflow;
    private final Optional<FaultReports> faults;
    private final LogEpisode undelivered = new LogEpisode(System::nanoTime);
    private final LogEpisode outflowFailures = new LogEpisode(System::nanoTime);

    /** Client that has sent a body, at an address. */
    record Sender(String address, Admitted client) {
        private Map<String, Object> kwargs() {
            return client.authid().isEmpty()
                    ? Map.of("client", address)
                    : Map.of("client", address, "authid", client.authid(), "authrole", client.authrole());
        }
    }

    /**
     * Outcome of a delivery.
     *
     * @param retrySeconds after this time another request may succeed; 0 for a body that is taken
     */
    record Delivery(boolean isTaken, String text, long retrySeconds) {}

    /** @param session present if the item has hooks */
    public HttpWebSocket(
            HttpWebSocketItem item,
            String path,
            OutgoingSettings settings,
            OutgoingSockets sockets,
            Optional<HookSession> session,
            HttpWebSocketCounters counters,
            Clock clock) {
        this.item = item;
        this.path = path;
        this.session = session;
        this.counters = counters;
        this.clock = clock;
        name = settings.name();
        outflow = item.outflow().map(HookItem::hook);
        faults = item.fault()
                .map(fault -> new FaultReports(
                        name,
                        session.orElseThrow(),
                        new ProcedureHook(fault.procedure(), fault.timeoutMillis()),
                        2 * item.buffer().maxBytes(),
                        counters.faultsLost));
        socket = sockets.socket(settings, this);
    }

    HttpWebSocketItem item() {
        return item;
    }

    String path() {
        return path;
    }

    /** Joins the realm, and connects the backend unless the first request does. */
    public void start() {
        session.ifPresent(HookSession::start);
        if (item.active() && item.connect() == HttpWebSocketItem.ConnectMode.EAGER) {
            socket.start();
        }
    }

    /** Leaves the realm. Called when the socket has ended. */
    public void stop() {
        session.ifPresent(HookSession::stop);
    }

    /** Delivers the body of a request. */
    Delivery deliver(WebSocketMessage message, Sender sender) {
        if (!item.active()) {
            return refused("This path is not active.", INACTIVE_RETRY_SECONDS);
        }
        socket.start();
        OutgoingSocket.Offer offer = socket.offer(message);
        return switch (offer) {
            case TAKEN -> {
                counters.accepted.increment();
                yield new Delivery(true, "", 0);
            }
            case FULL -> {
                fault("send", "in", "the buffer is full", message, sender.kwargs());
                yield refused("The backend is slower than its clients.", 1);
            }
            case NOT_CONNECTED -> {
                OutgoingStatus status = socket.status();
                fault(
                        "connect",
                        "in",
                        status.lastError().orElse("the backend is not connected"),
                        message,
                        sender.kwargs());
                long waitMillis = status.sinceMillis() + status.retryMillis() - clock.millis();
                yield refused(
                        "The backend is not connected.",
                        Math.max(1, TimeUnit.MILLISECONDS.toSeconds(waitMillis + 999)));
            }
        };
    }

    private Delivery refused(String text, long retrySeconds) {
        counters.refused.increment();
        return new Delivery(false, text, retrySeconds);
    }

    @Override
    public void received(WebSocketMessage message) {
        if (outflow.isEmpty()) {
            counters.answersDropped.increment();
            LOG.debug("{} a message of {} bytes is dropped: there is no 'outflow'", name, message.bytes().length);
            return;
        }
        // The next message waits in the network until this one has been handled: the order stays, and nothing piles up.
        socket.pause();
        session.orElseThrow()
                .tell(outflow.get(), List.of(), message(message, "out"))
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        outflowFailed(message, failure instanceof CompletionException ? failure.getCause() : failure);
                    }
                    socket.resume();
                });
    }

    private void outflowFailed(WebSocketMessage message, Throwable failure) {
        counters.outflowFailed.increment();
        outflowFailures
                .next()
                .ifPresent(unlogged -> LOG.warn(
                        "{} outflow {} failed: {} ({} more since the last line)",
                        name,
                        outflow.orElseThrow().uri(),
                        failure.getMessage(),
                        unlogged));
        fault(
                "outflow",
                "out",
                String.valueOf(failure.getMessage()),
                message,
                Map.of("error", HookFailure.error(failure)));
    }

    @Override
    public void undelivered(WebSocketMessage message, String why) {
        counters.undelivered.increment();
        undelivered
                .next()
                .ifPresent(unlogged -> LOG.warn(
                        "{} a body was accepted and is not written: {} ({} more since the last line)",
                        name,
                        why,
                        unlogged));
        fault("send", "in", why, message, Map.of());
    }

    private void fault(String stage, String direction, String reason, WebSocketMessage message, Map<String, ?> more) {
        faults.ifPresent(reports -> {
            Map<String, Object> kwargs = message(message, direction);
            kwargs.put("stage", stage);
            kwargs.put("reason", reason);
            kwargs.putAll(more);
            reports.report(kwargs, REPORT_BYTES + message.heldBytes());
        });
    }

    private Map<String, Object> message(WebSocketMessage message, String direction) {
        Map<String, Object> kwargs = new LinkedHashMap<>();
        kwargs.put("type", "message");
        kwargs.put("direction", direction);
        kwargs.put("connection", item.id());
        kwargs.put("path", path);
        kwargs.put("data", message.isBinary() ? message.bytes() : message.text());
        kwargs.put("binary", message.isBinary());
        kwargs.put("ts", clock.instant().toString());
        return kwargs;
    }
}
