package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.tls.ConnectingTls;
import io.signalbox.transport.tls.TlsDefect;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One attempt to connect: finds the addresses of the host, and opens a connection over one socket after the other, until one
 * opening succeeds. The next address follows if an address cannot be connected to, and the next serializer of RawSocket if the
 * router refuses a serializer. Thread-safe.
 */
final class ConnectAttempt {
    private final ConnectingSettings settings;
    private final List<ClientProtocol> protocols;
    private final ConnectingSelectors selectors;
    private final CompletableFuture<WampConnection> result = new CompletableFuture<>();
    private final long deadlineNanos;

    // Set before the first socket.
    private List<SocketAddress> addresses = List.of();
    private ConnectingTls tls;

    // Guarded by this.
    private ClientOpening current;
    private ConnectFailure earlier;
    private int address;
    private int protocol;

    ConnectAttempt(ConnectingSettings settings, List<ClientProtocol> protocols, ConnectingSelectors selectors) {
        this.settings = settings;
        this.protocols = protocols;
        this.selectors = selectors;
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
    }

    /** Returns the open connection, or a {@link ConnectFailure}. */
    CompletableFuture<WampConnection> result() {
        return result;
    }

    /** Begins. The lookup of a name and the files of TLS may block, and do so on a virtual thread. */
    void begin() {
        Scheduler.Task deadline = selectors.after(settings.timeoutMillis(), this::timedOut);
        result.whenComplete((connection, failure) -> {
            deadline.cancel();
            if (failure != null) {
                abandon();
            }
        });
        Thread.ofVirtual().name(settings.id() + "-connect").start(this::prepare);
    }

    private void prepare() {
        try {
            if (settings.endpoint() instanceof Endpoint.Tcp tcp && tcp.tls().isPresent()) {
                tls = ConnectingTls.read(tcp.tls().get());
            }
            addresses = addresses();
            next();
        } catch (TlsDefect e) {
            finish(ConnectFailure.of(
                    Kind.SETTINGS, settings.address(), "cannot be connected to: " + e.problem(), e.remedy(), e));
        } catch (UnknownHostException e) {
            finish(ConnectFailure.of(
                    Kind.UNKNOWN_HOST,
                    settings.address(),
                    "cannot be connected to: the host '" + target().host() + "' has no address"
                            + target().version().stream()
                                    .mapToObj(version -> " of IPv" + version)
                                    .findAny()
                                    .orElse(""),
                    "correct the host, or the name service of this machine",
                    e));
        } catch (Throwable failure) {
            fail(Kind.INTERNAL, "cannot be connected to because of a defect of this side: " + failure, failure);
        }
    }

    /** Returns the TCP endpoint of the socket: the proxy or the router. */
    private Endpoint.Tcp target() {
        return settings.proxy().map(HttpProxy::endpoint).orElseGet(() -> (Endpoint.Tcp) settings.endpoint());
    }

    private List<SocketAddress> addresses() throws UnknownHostException {
        if (settings.endpoint() instanceof Endpoint.Unix unix) {
            return List.of(UnixDomainSocketAddress.of(unix.path()));
        }
        Endpoint.Tcp target = target();
        List<SocketAddress> found = Arrays.stream(selectors.lookup().find(target.host()))
                .filter(one -> isOf(target.version(), one))
                .<SocketAddress>map(one -> new InetSocketAddress(one, target.port()))
                .toList();
        if (found.isEmpty()) {
            throw new UnknownHostException(target.host());
        }
        return found;
    }

    private static boolean isOf(OptionalInt version, InetAddress address) {
        return version.isEmpty() || address instanceof Inet4Address == (version.getAsInt() == 4);
    }

    /** Opens a connection over the next socket. */
    private void next() {
        SocketAddress to;
        ClientProtocol over;
        ClientOpening opening;
        boolean isLastAddress;
        synchronized (this) {
            if (result.isDone()) {
                return;
            }
            to = addresses.get(address);
            over = protocols.get(protocol);
            isLastAddress = address == addresses.size() - 1;
            opening = new ClientOpening(settings.address(), "the connection to " + name(to));
            current = opening;
        }
        if (!isLastAddress) {
            limit(opening, to);
        }
        opening.outcome().whenComplete((connection, failure) -> {
            if (connection != null) {
                finish(connection);
            } else {
                goOn(opening, (ConnectFailure) failure);
            }
        });
        selectors.open(
                to,
                settings.sendBufferBytes(),
                leftMillis(),
                opening,
                failure -> explain(failure, to),
                layers(over, opening));
    }

    /** Limits the time to connect to one of several addresses, so that time is left for the other addresses. */
    private void limit(ClientOpening opening, SocketAddress to) {
        long shareMillis = Math.max(1, leftMillis() / (addresses.size() - address));
        Scheduler.Task limit = selectors.after(shareMillis, () -> {
            if (!opening.isConnected()) {
                opening.fail(
                        Kind.TIMED_OUT,
                        "cannot be connected to: " + name(to) + " does not answer within " + shareMillis + " ms",
                        "correct host and port, or let the firewall answer",
                        null);
            }
        });
        opening.outcome().whenComplete((connection, failure) -> limit.cancel());
    }

    private long leftMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
    }

    private String name(SocketAddress socketAddress) {
        return socketAddress instanceof UnixDomainSocketAddress unix
                ? unix.getPath().toString()
                : (settings.proxy().isPresent() ? "the proxy at " : "") + PeerAddress.text(socketAddress);
    }

    private ConnectProblem explain(Throwable failure, SocketAddress to) {
        return to instanceof UnixDomainSocketAddress unix
                ? ConnectProblem.unix(failure, unix.getPath().toString())
                : ConnectProblem.tcp(
                        failure, PeerAddress.text(to), settings.proxy().isPresent());
    }

    /** Returns the layers over the socket: the tunnel through the proxy, TLS and the protocol, as far as they are needed. */
    private Function<EndPoint, Connection> layers(ClientProtocol over, ClientOpening opening) {
        Function<EndPoint, Connection> direct = endPoint -> {
            if (tls != null) {
                return new TlsLayer(tls, (Endpoint.Tcp) settings.endpoint(), over, selectors).over(endPoint, opening);
            }
            opening.awaits(over.awaited());
            return over.handshake(endPoint, selectors.executor(), opening);
        };
        if (settings.proxy().isEmpty()) {
            return direct;
        }
        return endPoint -> {
            opening.awaits("the answer of the proxy");
            return new ProxyTunnel(settings.proxy().get(), (Endpoint.Tcp) settings.endpoint(), opening, direct)
                    .over(endPoint, selectors.executor());
        };
    }

    /** Continues with the next socket, or ends with the failure of the last one. */
    private void goOn(ClientOpening opening, ConnectFailure failure) {
        boolean hasNext;
        synchronized (this) {
            current = null;
            if (earlier != null) {
                failure.addSuppressed(earlier);
            }
            earlier = failure;
            if (failure.kind() == Kind.SERIALIZER) {
                hasNext = ++protocol < protocols.size();
            } else {
                hasNext = !opening.isConnected() && ++address < addresses.size();
            }
        }
        if (hasNext) {
            next();
        } else {
            finish(failure);
        }
    }

    private void timedOut() {
        ClientOpening opening;
        synchronized (this) {
            opening = current;
        }
        String awaited = opening == null ? "the address of the host" : opening.awaited();
        fail(
                Kind.TIMED_OUT,
                "is not connected within " + settings.timeoutMillis() + " ms: it waits for " + awaited,
                null);
    }

    /** Ends the attempt with a failure. */
    void fail(Kind kind, String problem) {
        fail(kind, problem, null);
    }

    private void fail(Kind kind, String problem, Throwable cause) {
        finish(ConnectFailure.of(kind, settings.address(), problem, remedy(kind), cause));
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case TIMED_OUT -> "correct host and port, look at the router and the firewall, or raise 'timeout'";
            case CANCELED -> "start the transport again";
            default -> "report the stack trace";
        };
    }

    private void finish(ConnectFailure failure) {
        result.completeExceptionally(failure);
    }

    private void finish(WampConnection connection) {
        if (!result.complete(connection)) {
            connection.close(CloseReason.NORMAL);
        }
    }

    /** Ends the opening of an attempt that has ended: by the deadline, by the stop, or by the user of the future. */
    private void abandon() {
        ClientOpening opening;
        synchronized (this) {
            opening = current;
        }
        if (opening != null) {
            opening.fail(Kind.CANCELED, "is not connected to any more", "connect again", null);
        }
    }
}
