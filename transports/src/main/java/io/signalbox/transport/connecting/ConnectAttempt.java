package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.tls.ConnectingTls;
import io.signalbox.transport.tls.ConnectingTlsSettings;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One attempt to connect: finds the addresses of the host, and opens a connection over one socket after the other, until one
 * opening succeeds. The next address follows if an address cannot be connected to, and the next serializer of RawSocket if the
 * router refuses a serializer. Thread-safe.
 *
 * @param <C> the type of the connection
 */
public final class ConnectAttempt<C> {
    private final ConnectTarget target;
    private final List<? extends ClientProtocol<C>> protocols;
    private final TlsSource tlsSource;
    private final ConnectingSelectors selectors;
    private final CompletableFuture<C> result = new CompletableFuture<>();

    // Set before the first socket.
    private long deadlineNanos;
    private List<SocketAddress> addresses = List.of();
    private ConnectingTls tls;

    // Guarded by this.
    private ClientOpening<C> current;
    private ConnectFailure earlier;
    private int address;
    private int protocol;

    /** Source of the TLS of an endpoint. */
    public interface TlsSource {

        /** Returns TLS with these settings. May block. */
        ConnectingTls of(ConnectingTlsSettings settings) throws TlsDefect;
    }

    /**
     * Creates an attempt that has not begun.
     *
     * @param protocols the protocols in order of preference, at least one
     */
    public ConnectAttempt(
            ConnectTarget target,
            List<? extends ClientProtocol<C>> protocols,
            TlsSource tlsSource,
            ConnectingSelectors selectors) {
        this.target = target;
        this.protocols = protocols;
        this.tlsSource = tlsSource;
        this.selectors = selectors;
    }

    /** Returns the open connection, or a {@link ConnectFailure}. */
    public CompletableFuture<C> result() {
        return result;
    }

    /** Begins, at once or after the delay of the target. The lookup of a name and the files of TLS block a virtual thread. */
    public void begin() {
        ConnectTurn turn = target.rules().turns().get();
        if (turn.delayMillis() <= 0) {
            beginNow();
            return;
        }
        // The turn is used or given back, whichever comes first.
        AtomicBoolean isDecided = new AtomicBoolean();
        Scheduler.Task delay = selectors.after(turn.delayMillis(), () -> {
            if (isDecided.compareAndSet(false, true)) {
                beginNow();
            }
        });
        result.whenComplete((connection, failure) -> {
            delay.cancel();
            if (isDecided.compareAndSet(false, true)) {
                turn.giveBack().run();
            }
        });
    }

    private void beginNow() {
        if (result.isDone()) {
            return;
        }
        deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(target.timeoutMillis());
        Scheduler.Task deadline = selectors.after(target.timeoutMillis(), this::timedOut);
        result.whenComplete((connection, failure) -> {
            deadline.cancel();
            if (failure != null) {
                abandon();
            }
        });
        Thread.ofVirtual().name(target.id() + "-connect").start(this::prepare);
    }

    private void prepare() {
        try {
            if (target.endpoint() instanceof Endpoint.Tcp tcp && tcp.tls().isPresent()) {
                tls = tlsSource.of(tcp.tls().get());
            }
            addresses = permitted(addresses());
            if (!addresses.isEmpty()) {
                next();
            }
        } catch (TlsDefect e) {
            finish(ConnectFailure.of(
                    Kind.SETTINGS, target.address(), "cannot be connected to: " + e.problem(), e.remedy(), e));
        } catch (UnknownHostException e) {
            finish(ConnectFailure.of(
                    Kind.UNKNOWN_HOST,
                    target.address(),
                    "cannot be connected to: the host '" + nextHop().host() + "' has no address"
                            + nextHop().version().stream()
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
    private Endpoint.Tcp nextHop() {
        return target.proxy().map(HttpProxy::endpoint).orElseGet(() -> (Endpoint.Tcp) target.endpoint());
    }

    private List<SocketAddress> addresses() throws UnknownHostException {
        if (target.endpoint() instanceof Endpoint.Unix unix) {
            return List.of(UnixDomainSocketAddress.of(unix.path()));
        }
        Endpoint.Tcp hop = nextHop();
        List<SocketAddress> found = Arrays.stream(selectors.lookup().find(hop.host()))
                .filter(one -> isOf(hop.version(), one))
                .<SocketAddress>map(one -> new InetSocketAddress(one, hop.port()))
                .toList();
        if (found.isEmpty()) {
            throw new UnknownHostException(hop.host());
        }
        return found;
    }

    /** Returns the addresses that the rules permit. Ends the attempt if there is none. */
    private List<SocketAddress> permitted(List<SocketAddress> found) {
        if (target.proxy().isPresent()) {
            return found;
        }
        List<SocketAddress> permitted = found.stream()
                .filter(one -> !(one instanceof InetSocketAddress internet)
                        || target.rules().permitted().test(internet.getAddress()))
                .toList();
        if (permitted.isEmpty()) {
            finish(ConnectFailure.of(
                    Kind.SETTINGS,
                    target.address(),
                    "may not be connected to: its address is not permitted",
                    "name another host, or permit the address",
                    null));
        }
        return permitted;
    }

    private static boolean isOf(OptionalInt version, InetAddress address) {
        return version.isEmpty() || address instanceof Inet4Address == (version.getAsInt() == 4);
    }

    /** Opens a connection over the next socket. */
    private void next() {
        SocketAddress to;
        ClientProtocol<C> over;
        ClientOpening<C> opening;
        boolean isLastAddress;
        synchronized (this) {
            if (result.isDone()) {
                return;
            }
            to = addresses.get(address);
            over = protocols.get(protocol);
            isLastAddress = address == addresses.size() - 1;
            opening = new ClientOpening<>(target.address(), "the connection to " + name(to));
            current = opening;
        }
        if (!isLastAddress) {
            limit(opening, to);
        }
        opening.outcome().whenComplete((opened, failure) -> {
            if (opened != null) {
                finish(opened);
            } else {
                goOn(opening, (ConnectFailure) failure);
            }
        });
        selectors.open(
                to,
                target.sendBufferBytes(),
                leftMillis(),
                opening,
                failure -> explain(failure, to),
                layers(over, opening));
    }

    /** Limits the time to connect to one of several addresses, so that time is left for the other addresses. */
    private void limit(ClientOpening<C> opening, SocketAddress to) {
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
                : (target.proxy().isPresent() ? "the proxy at " : "") + PeerAddress.text(socketAddress);
    }

    private ConnectProblem explain(Throwable failure, SocketAddress to) {
        return to instanceof UnixDomainSocketAddress unix
                ? ConnectProblem.unix(failure, unix.getPath().toString())
                : ConnectProblem.tcp(
                        failure, PeerAddress.text(to), target.proxy().isPresent());
    }

    /** Returns the layers over the socket: the tunnel through the proxy, TLS and the protocol, as far as they are needed. */
    private Function<EndPoint, Connection> layers(ClientProtocol<C> over, ClientOpening<C> opening) {
        Function<EndPoint, Connection> direct = endPoint -> {
            if (tls != null) {
                return new TlsLayer<>(tls, (Endpoint.Tcp) target.endpoint(), over, selectors).over(endPoint, opening);
            }
            opening.awaits(over.awaited());
            return over.handshake(endPoint, selectors.executor(), opening);
        };
        if (target.proxy().isEmpty()) {
            return direct;
        }
        return endPoint -> {
            opening.awaits("the answer of the proxy");
            return new ProxyTunnel(target.proxy().get(), (Endpoint.Tcp) target.endpoint(), opening, direct)
                    .over(endPoint, selectors.executor());
        };
    }

    /** Continues with the next socket, or ends with the failure of the last one. */
    private void goOn(ClientOpening<C> opening, ConnectFailure failure) {
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
        ClientOpening<C> opening;
        synchronized (this) {
            opening = current;
        }
        String awaited = opening == null ? "the address of the host" : opening.awaited();
        fail(
                Kind.TIMED_OUT,
                "is not connected within " + target.timeoutMillis() + " ms: it waits for " + awaited,
                null);
    }

    /** Ends the attempt with a failure. Without effect on an attempt that has ended. */
    public void fail(Kind kind, String problem) {
        fail(kind, problem, null);
    }

    private void fail(Kind kind, String problem, Throwable cause) {
        finish(ConnectFailure.of(kind, target.address(), problem, remedy(kind), cause));
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

    private void finish(ClientOpening.Opened<C> opened) {
        if (!result.complete(opened.connection())) {
            opened.close().run();
        }
    }

    /** Ends the opening of an attempt that has ended: by the deadline, by the stop, or by the user of the future. */
    private void abandon() {
        ClientOpening<C> opening;
        synchronized (this) {
            opening = current;
        }
        if (opening != null) {
            opening.fail(Kind.CANCELED, "is not connected to any more", "connect again", null);
        }
    }
}
