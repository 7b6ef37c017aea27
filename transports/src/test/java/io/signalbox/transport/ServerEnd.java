package io.signalbox.transport;

import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.port.ConnectorHost;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A server socket of the test, to which a connecting transport connects, over each kind of socket. */
public final class ServerEnd implements AutoCloseable {
    private static final int BACKLOG = 100;

    private interface Accepting {
        Socket accept() throws IOException;
    }

    private final Endpoint endpoint;
    private final Closeable listening;
    private final Accepting accepting;

    private ServerEnd(Endpoint endpoint, Closeable listening, Accepting accepting) {
        this.endpoint = endpoint;
        this.listening = listening;
        this.accepting = accepting;
    }

    public static ServerEnd overTcp() throws IOException {
        ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        return over(server, "127.0.0.1", Optional.empty());
    }

    /** A server whose certificate is for {@code localhost}. */
    public static ServerEnd overTls(ConnectorHost.Keys keys) throws IOException {
        ServerSocket server = keys.serverSockets().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        return over(server, "localhost", Optional.of(ConnectingTlsSettings.trusting(List.of(keys.authority()))));
    }

    private static ServerEnd over(ServerSocket server, String host, Optional<ConnectingTlsSettings> tls)
            throws IOException {
        server.setSoTimeout(Patience.SECONDS * 1_000);
        Endpoint endpoint = new Endpoint.Tcp(host, server.getLocalPort(), OptionalInt.of(4), tls);
        return new ServerEnd(endpoint, server, server::accept);
    }

    /** Accepting waits without a limit, until the thread is interrupted. */
    public static ServerEnd overUnix(Path path) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        return new ServerEnd(new Endpoint.Unix(path), server, () -> UnixSocket.over(server.accept()));
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * The URL of this server.
     *
     * @param protocol {@code ws} or {@code rs}
     * @param request path and query of a WebSocket request; empty for RawSocket
     */
    public String url(String protocol, String request) {
        return switch (endpoint) {
            case Endpoint.Tcp tcp ->
                protocol + (tcp.tls().isPresent() ? "s" : "") + "://" + tcp.host() + ":" + tcp.port() + request;
            case Endpoint.Unix unix -> protocol + "+unix:" + unix.path() + (request.isEmpty() ? "" : ":" + request);
        };
    }

    public Socket accept() throws IOException {
        return accepting.accept();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        if (endpoint instanceof Endpoint.Unix unix) {
            Files.deleteIfExists(unix.path());
        }
    }
}
