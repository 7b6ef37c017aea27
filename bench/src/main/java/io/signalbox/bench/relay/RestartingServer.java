package io.signalbox.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * WebSocket server that holds connections, answers PINGs, and notes the time of each handshake. Can be stopped as if its process was
 * killed, and listens on the same port again. Thread-safe.
 */
final class RestartingServer implements AutoCloseable {
    private static final int BACKLOG = 1_000;
    private static final int PATIENCE_SECONDS = 300;

    /** Takes the longest control frame. */
    private static final int BUFFER_BYTES = 256;

    private final int port;

    // Guarded by this.
    private ServerSocket listening;
    private final Set<Socket> sockets = new HashSet<>();
    private final List<Long> handshakes = new ArrayList<>();
    private long startNanos;

    private RestartingServer(ServerSocket listening) {
        this.listening = listening;
        port = listening.getLocalPort();
    }

    static RestartingServer start() throws IOException {
        RestartingServer server = new RestartingServer(bound(0));
        server.begin();
        return server;
    }

    private static ServerSocket bound(int port) throws IOException {
        return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
    }

    String url() {
        return "ws://127.0.0.1:" + port + "/";
    }

    /** Listens again, and forgets the handshakes before. */
    synchronized void listen() throws IOException {
        listening = bound(port);
        begin();
    }

    private synchronized void begin() {
        handshakes.clear();
        startNanos = System.nanoTime();
        ServerSocket accepting = listening;
        Thread.ofPlatform().daemon().start(() -> accept(accepting));
    }

    /** Closes all sockets without CLOSE. */
    synchronized void stop() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept(ServerSocket accepting) {
        try {
            while (true) {
                Socket socket = accepting.accept();
                Thread.ofVirtual().start(() -> serve(socket, accepting));
            }
        } catch (IOException e) {
            if (!accepting.isClosed()) {
                System.err.println("the server accepts no more: " + e);
            }
        }
    }

    private void serve(Socket socket, ServerSocket accepting) {
        try (socket) {
            synchronized (this) {
                if (accepting.isClosed()) {
                    return;
                }
                sockets.add(socket);
            }
            Frames frames = new Frames(socket, false, BUFFER_BYTES);
            frames.accept();
            handshakeEnded();
            while (true) {
                frames.read();
            }
        } catch (IOException ended) {
            // By the node, or by a stop.
        } finally {
            synchronized (this) {
                sockets.remove(socket);
            }
        }
    }

    private synchronized void handshakeEnded() {
        handshakes.add(System.nanoTime());
        notifyAll();
    }

    /** Waits until a number of clients have connected since the last start. */
    synchronized void awaitHandshakes(int count) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (handshakes.size() < count) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
            if (leftMillis <= 0) {
                throw new IllegalStateException(
                        handshakes.size() + " handshakes, not " + count + ", after " + PATIENCE_SECONDS + " s");
            }
            wait(leftMillis);
        }
    }

    /** Returns the time from the last start to the last handshake. */
    synchronized long lastHandshakeMillis() {
        return TimeUnit.NANOSECONDS.toMillis(handshakes.getLast() - startNanos);
    }

    /** Returns the maximum of the handshakes since the last start in a second that begins at any time. */
    synchronized int handshakesInBusiestSecond() {
        Deque<Long> second = new ArrayDeque<>();
        int most = 0;
        for (long handshake : handshakes) {
            second.add(handshake);
            while (handshake - second.peek() >= TimeUnit.SECONDS.toNanos(1)) {
                second.poll();
            }
            most = Math.max(most, second.size());
        }
        return most;
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
