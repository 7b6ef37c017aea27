package io.signalbox.router.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP port whose connections lead to another port, until they are cut. */
final class ForwardingSocket implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;
    private volatile boolean isDown;

    /** @param target the port on this machine that connections lead to */
    ForwardingSocket(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("forwarding").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Has later connections lead to another port. */
    void leadTo(int port) {
        target = port;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                if (isDown) {
                    client.close();
                    continue;
                }
                Socket router;
                try {
                    router = new Socket(InetAddress.getLoopbackAddress(), target);
                } catch (IOException unreachable) {
                    client.close();
                    continue;
                }
                open.add(client);
                open.add(router);
                Thread.ofVirtual().start(() -> copy(client, router));
                Thread.ofVirtual().start(() -> copy(router, client));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            // Both sockets are closed with it.
            return;
        }
    }

    /** Cuts all connections, without any word of WebSocket or WAMP, and further ones until {@link #restore}. */
    void cut() {
        isDown = true;
        for (Socket socket : Set.copyOf(open)) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        open.clear();
    }

    void restore() {
        isDown = false;
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
