package io.signalbox.gateway.connection;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A WebSocket server to which the node connects, and whose every byte is up to the test. */
public final class WebSocketServer implements AutoCloseable {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket socket;

    /** Connections that no test refers to must stay open: the JDK closes a socket that is collected. */
    private final Queue<RawPeer> accepted = new ConcurrentLinkedQueue<>();

    /** A server on a free port. */
    public WebSocketServer() {
        this(0);
    }

    public WebSocketServer(int port) {
        this(bound(port));
    }

    /** A server over a socket, which may have TLS. */
    WebSocketServer(ServerSocket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout(Patience.SECONDS * 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket bound(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public String url() {
        return "ws://127.0.0.1:" + port() + "/ws";
    }

    /** The socket of the next request, before its answer, and the head of the request. */
    public record Request(RawPeer peer, String head) {
        public String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        public RawPeer welcome(String... headers) throws IOException {
            StringBuilder answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(header("Sec-WebSocket-Key")) + "\r\n");
            for (String header : headers) {
                answer.append(header).append("\r\n");
            }
            peer.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return peer;
        }

        /** The request behind this one, for which this side is a tunnel. */
        Request tunnel() throws IOException {
            peer.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            return new Request(peer, peer.readHead());
        }

        public void refuse(String status) throws IOException {
            peer.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    public Request request() throws IOException {
        RawPeer peer = RawPeer.accept(socket);
        accepted.add(peer);
        return new Request(peer, peer.readHead());
    }

    /** The next connection, whose handshake is answered. */
    public RawPeer accept() throws IOException {
        return request().welcome();
    }

    /** Whether a connection waits to be accepted. */
    public boolean hasConnection() throws IOException {
        socket.setSoTimeout(1);
        try {
            socket.accept().close();
            return true;
        } catch (SocketTimeoutException none) {
            return false;
        } finally {
            socket.setSoTimeout(Patience.SECONDS * 1_000);
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
