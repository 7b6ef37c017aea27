package io.signalbox.gateway;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A WebSocket server whose every byte is up to the test. */
final class ScriptedBackend implements AutoCloseable {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final ServerSocket server;

    /** Connections that no test refers to must stay open: the JDK closes a socket that is collected. */
    private final Queue<RawPeer> accepted = new ConcurrentLinkedQueue<>();

    /** A connection with the head of its request. */
    record Accepted(RawPeer peer, String head) implements AutoCloseable {
        /** The value of a header of the request, or an empty text. */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        /** Accepts the handshake with further headers. */
        RawPeer welcome(String... headers) throws IOException {
            StringBuilder answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: " + accept(header("Sec-WebSocket-Key")) + "\r\n");
            for (String header : headers) {
                answer.append(header).append("\r\n");
            }
            peer.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return peer;
        }

        /** Answers with a status. */
        void refuse(String status, String... headers) throws IOException {
            StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n");
            for (String header : headers) {
                answer.append(header).append("\r\n");
            }
            peer.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    ScriptedBackend() {
        this(0);
    }

    /** A server on a port, 0 for a free one. */
    ScriptedBackend(int port) {
        this(bound(port));
    }

    ScriptedBackend(ServerSocket server) {
        this.server = server;
        try {
            server.setSoTimeout(Patience.SECONDS * 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket bound(int port) {
        try {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** The item of the gateway for this backend, with further members. */
    String item(String... members) {
        StringBuilder item = new StringBuilder(
                "{\"type\": \"websocket-reverseproxy\", \"backend\": {\"url\": \"ws://127.0.0.1:" + port() + "/\"}");
        for (String member : members) {
            item.append(", ").append(member);
        }
        return item + "}";
    }

    /** The next connection, whose request has been read. */
    Accepted accept() throws IOException {
        RawPeer peer = RawPeer.accept(server);
        accepted.add(peer);
        return new Accepted(peer, peer.readHead());
    }

    static String accept(String key) {
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
        server.close();
    }
}
