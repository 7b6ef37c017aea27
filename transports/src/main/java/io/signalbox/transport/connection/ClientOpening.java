package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.transport.tls.FailedClientHandshake;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Opening of one connection over one socket, from the connect of the socket to the end of the handshake. The first outcome
 * counts. Thread-safe.
 *
 * @param <C> the type of the connection
 */
public final class ClientOpening<C> {
    private final String address;

    /**
     * Open connection.
     *
     * @param jetty the connection of Jetty to which the end point is upgraded
     * @param close closes the connection, which nobody awaits any more
     */
    public record Opened<C>(C connection, Connection jetty, Runnable close) {}

    private final AtomicBoolean isSettled = new AtomicBoolean();
    private final CompletableFuture<Opened<C>> outcome = new CompletableFuture<>();
    private volatile String awaited;
    private volatile boolean isConnected;

    /**
     * Begins an opening.
     *
     * @param address the URL of the router
     * @param awaited what the opening waits for first, such as {@code the TCP connection to 127.0.0.1:8080}
     */
    public ClientOpening(String address, String awaited) {
        this.address = address;
        this.awaited = awaited;
    }

    /** Returns the open connection, or a {@link ConnectFailure}. */
    public CompletableFuture<Opened<C>> outcome() {
        return outcome;
    }

    /** Returns what the opening waits for. */
    public String awaited() {
        return awaited;
    }

    /** Notes what the opening waits for, over a connected socket. */
    public void awaits(String next) {
        isConnected = true;
        awaited = next;
    }

    /** Returns whether the socket is connected. */
    public boolean isConnected() {
        return isConnected;
    }

    /** Ends the opening with a failure. {@code cause} may be null. */
    public void fail(ConnectFailure.Kind kind, String problem, String remedy, Throwable cause) {
        fail(ConnectFailure.of(kind, address, problem, remedy, cause));
    }

    /** Ends the opening with the failure of an HTTP status. */
    public void failByStatus(int status, String problem, String remedy) {
        fail(ConnectFailure.ofStatus(status, address, problem, remedy));
    }

    /**
     * Ends the opening because the stream has ended, or cannot be read or written.
     *
     * @param handshake the handshake that the server has not answered, such as {@code WebSocket}
     * @param cause may be null; TLS reports a refused client certificate only here
     */
    public void failByClose(String handshake, String remedy, Throwable cause) {
        if (cause instanceof SSLException) {
            failByTls(cause);
            return;
        }
        String why = cause == null || cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
        fail(
                ConnectFailure.Kind.CLOSED,
                "closed the connection before it answered the " + handshake + " handshake" + why,
                remedy,
                cause);
    }

    /** Ends the opening with a failure of TLS. */
    public void failByTls(Throwable failure) {
        FailedClientHandshake why = FailedClientHandshake.of(failure);
        ConnectFailure.Kind kind = why.isCertificate() ? ConnectFailure.Kind.CERTIFICATE : ConnectFailure.Kind.TLS;
        fail(kind, why.problem(), why.remedy(), failure);
    }

    private void fail(ConnectFailure failure) {
        if (isSettled.compareAndSet(false, true)) {
            outcome.completeExceptionally(failure);
        }
    }

    /** Ends the opening with a connection, and upgrades the end point to the connection. */
    public void open(EndPoint endPoint, Supplier<Opened<C>> connection) {
        if (!isSettled.compareAndSet(false, true)) {
            return;
        }
        try {
            Opened<C> opened = connection.get();
            endPoint.upgrade(opened.jetty());
            outcome.complete(opened);
        } catch (Throwable failure) {
            outcome.completeExceptionally(ConnectFailure.of(
                    ConnectFailure.Kind.INTERNAL,
                    address,
                    "accepted the connection, which this side cannot use because of a defect: " + failure,
                    "report the stack trace",
                    failure));
        }
    }
}
