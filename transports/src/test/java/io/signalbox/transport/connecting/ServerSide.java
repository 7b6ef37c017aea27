package io.signalbox.transport.connecting;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** A server socket on which the test answers with its own bytes. */
final class ServerSide implements AutoCloseable {
    private final ServerSocket socket;

    ServerSide() throws IOException {
        socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(Patience.SECONDS * 1_000);
    }

    int port() {
        return socket.getLocalPort();
    }

    String url(String scheme) {
        return scheme + "://127.0.0.1:" + port() + (scheme.startsWith("ws") ? "/ws" : "");
    }

    RawPeer accept() throws IOException {
        return RawPeer.accept(socket);
    }

    static void write(RawPeer peer, String text) throws IOException {
        peer.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
