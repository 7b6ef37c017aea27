package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.transport.websocket.ClientHandshake;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;

/**
 * Search for a backend of one session: tries the backends of the route one after the other, and all of them again after a delay, as
 * often as the route permits. A backend that has answered ends the search. After a round in which a backend has not answered in time
 * no other one follows, because the client has waited long enough. Thread-safe.
 */
final class BackendSearch {
    private final BackendConnector connector;
    private final ScheduledExecutorService timers;
    private final Route route;
    private final RelaySession session;
    private final Wanted wanted;
    private final CompletableFuture<String> result = new CompletableFuture<>();

    // Guarded by this.
    private Iterator<BackendPool.Member> next;
    private int attempt = 1;
    private boolean isLastRound;
    private CompletableFuture<String> connecting;

    /**
     * What a session wants of its backend.
     *
     * @param rest the segments of the request behind the pattern of the route
     * @param query may be null
     */
    record Wanted(List<String> rest, String query, List<String> subprotocols, HttpFields headers) {}

    BackendSearch(
            BackendConnector connector,
            ScheduledExecutorService timers,
            Route route,
            RelaySession session,
            Wanted wanted) {
        this.connector = connector;
        this.timers = timers;
        this.route = route;
        this.session = session;
        this.wanted = wanted;
        next = route.backends().order().iterator();
    }

    /** Begins. Returns the subprotocol that the backend has chosen, or the failure of the last backend. */
    CompletableFuture<String> begin() {
        result.whenComplete((subprotocol, failure) -> cancelConnecting());
        tryNext();
        return result;
    }

    private void cancelConnecting() {
        CompletableFuture<String> current;
        synchronized (this) {
            current = connecting;
        }
        if (current != null) {
            current.cancel(false);
        }
    }

    private void tryNext() {
        BackendPool.Member member;
        CompletableFuture<String> current;
        synchronized (this) {
            if (result.isDone()) {
                return;
            }
            member = next.next();
            member.chosen();
            URI uri = route.uri(member.target(), wanted.rest(), wanted.query());
            session.serviceUrl(BackendTarget.shown(uri));
            current = connector.connect(
                    member.target(),
                    new ClientHandshake.Request(uri, wanted.subprotocols(), wanted.headers()),
                    session);
            connecting = current;
        }
        current.whenComplete((subprotocol, failure) -> {
            if (failure == null) {
                member.connected();
                session.onEnd(member::left);
                result.complete(subprotocol);
            } else {
                member.left();
                failed(member, failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
    }

    private void failed(BackendPool.Member member, Throwable failure) {
        if (!isDown(failure)) {
            result.completeExceptionally(failure);
            return;
        }
        member.failed();
        long delayMillis;
        synchronized (this) {
            isLastRound |= isTimeout(failure);
            if (next.hasNext()) {
                delayMillis = 0;
            } else if (!isLastRound && attempt < route.attempts()) {
                delayMillis = route.backoffMillis() << (attempt - 1);
                attempt++;
                next = route.backends().order().iterator();
            } else {
                delayMillis = -1;
            }
        }
        if (delayMillis < 0) {
            result.completeExceptionally(failure);
        } else if (delayMillis == 0) {
            tryNext();
        } else if (!result.isDone()) {
            timers.schedule(this::tryNext, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof ConnectFailure connecting && connecting.kind() == ConnectFailure.Kind.TIMED_OUT;
    }

    /** Returns whether another backend may do better, and whether this one may do better later. */
    private static boolean isDown(Throwable failure) {
        if (!(failure instanceof ConnectFailure connecting)) {
            return false;
        }
        return switch (connecting.kind()) {
            case UNKNOWN_HOST, REFUSED, UNREACHABLE, PROXY, TLS, CERTIFICATE, BUSY, CLOSED, TIMED_OUT -> true;
            case HTTP_STATUS, PROTOCOL, SERIALIZER, SETTINGS, CANCELED, INTERNAL -> false;
        };
    }
}
