package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.RelayCompression;
import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.gateway.relay.Side;
import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.transport.connecting.ConnectAttempt;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.tls.ConnectingTls;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.tls.TlsDefect;
import io.signalbox.transport.websocket.ClientHandshake;
import io.signalbox.transport.websocket.DeflateOffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/** Connector of sessions to backends. Thread-safe. */
public final class BackendConnector {
    /** Time for which TLS is used before its files are read again. */
    private static final long TLS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ConnectingSelectors selectors;
    private final Map<ConnectingTlsSettings, ReadTls> tls = new HashMap<>();

    private record ReadTls(ConnectingTls tls, long readNanos) {}

    /** @param selectors are started, and are stopped after the sessions */
    public BackendConnector(ConnectingSelectors selectors) {
        this.selectors = selectors;
    }

    /**
     * Connects the leg of the backend.
     *
     * @return the subprotocol that the backend has chosen, empty if none was offered; or a
     *     {@link ConnectFailure}
     */
    public CompletableFuture<String> connect(
            BackendTarget backend, ClientHandshake.Request request, RelaySession session) {
        Protocol protocol = new Protocol(request, session, backend.openHandshakeMillis());
        ConnectAttempt<String> attempt =
                new ConnectAttempt<>(backend.target(), List.of(protocol), this::read, selectors);
        attempt.begin();
        return attempt.result();
    }

    /** Reads TLS at most twice a minute, because a session must not wait for the files. */
    private synchronized ConnectingTls read(ConnectingTlsSettings settings) throws TlsDefect {
        ReadTls known = tls.get(settings);
        long nowNanos = System.nanoTime();
        if (known != null && nowNanos - known.readNanos < TLS_NANOS) {
            return known.tls;
        }
        ConnectingTls read = ConnectingTls.read(settings);
        tls.put(settings, new ReadTls(read, nowNanos));
        return read;
    }

    private final class Protocol implements ClientProtocol<String> {
        private final ClientHandshake.Request request;
        private final RelaySession session;
        private final long timeoutMillis;

        Protocol(ClientHandshake.Request request, RelaySession session, long timeoutMillis) {
            this.request = request;
            this.session = session;
            this.timeoutMillis = timeoutMillis;
        }

        @Override
        public Connection handshake(EndPoint endPoint, Executor executor, ClientOpening<String> opening) {
            Optional<DeflateOffer> offer = session.terms().compression().flatMap(RelayCompression::offer);
            opening.outcome().whenComplete((opened, failure) -> {
                if (failure != null) {
                    offer.ifPresent(DeflateOffer::withdraw);
                }
            });
            if (timeoutMillis > 0) {
                limit(opening);
            }
            return new ClientHandshake<>(
                            request, offer, opening, (upgraded, answer) -> opened(upgraded, executor, answer, offer))
                    .over(endPoint, executor);
        }

        private void limit(ClientOpening<String> opening) {
            Scheduler.Task limit = selectors.after(
                    timeoutMillis,
                    () -> opening.fail(
                            ConnectFailure.Kind.TIMED_OUT,
                            "has not answered the WebSocket handshake within " + timeoutMillis + " ms",
                            "find out what keeps the server, or raise 'open_handshake_timeout' of the backend",
                            null));
            opening.outcome().whenComplete((opened, failure) -> limit.cancel());
        }

        private ClientOpening.Opened<String> opened(
                EndPoint endPoint, Executor executor, ClientHandshake.Answer answer, Optional<DeflateOffer> offer) {
            offer.flatMap(made -> made.settle(answer))
                    .ifPresent(agreed -> session.messages().compress(Side.BACKEND, agreed));
            return new ClientOpening.Opened<>(
                    answer.subprotocol(), session.toBackend(endPoint, executor), endPoint::close);
        }

        @Override
        public String awaited() {
            return "the answer to the WebSocket handshake";
        }
    }
}
