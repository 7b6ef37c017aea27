package io.signalbox.bench.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Servers to which no WebSocket can be opened, one for each way to fail. Thread-safe. */
final class FailingServers implements AutoCloseable {
    private static final int BACKLOG = 1_000;
    private static final int CONNECTIONS_PER_SERVER = 40;
    private static final int GARBAGE_BYTES = 512;

    /** Way to fail. */
    private enum Failure {
        REFUSED,
        CLOSED,
        UNAUTHORIZED,
        REDIRECT,
        GARBAGE
    }

    private final Map<Failure, ServerSocket> listening = new EnumMap<>(Failure.class);
    private final Map<Failure, LongAdder> served = new EnumMap<>(Failure.class);

    /** Has a port on which nothing listens. */
    private final Socket silent = new Socket();

    private FailingServers() {}

    static FailingServers start() throws IOException {
        FailingServers servers = new FailingServers();
        servers.silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (Failure failure : Failure.values()) {
            if (failure != Failure.REFUSED) {
                ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
                servers.listening.put(failure, socket);
                servers.served.put(failure, new LongAdder());
                Thread.ofPlatform().daemon().start(() -> servers.accept(failure, socket));
            }
        }
        return servers;
    }

    /** Returns the number of connections that try to connect at the same time. */
    int connections() {
        return Failure.values().length * CONNECTIONS_PER_SERVER;
    }

    /** Returns the definition of a connection without its id: as many for each server, which connect again at once. */
    Map<String, Object> terms(int connection) {
        Failure failure = Failure.values()[connection % Failure.values().length];
        int port = failure == Failure.REFUSED
                ? silent.getLocalPort()
                : listening.get(failure).getLocalPort();
        return Map.of(
                "role",
                "bridge",
                "url",
                "ws://127.0.0.1:" + port + "/",
                "reconnect",
                Map.of("initial_delay", 10, "max_delay", 10));
    }

    /** Returns the attempts that have reached a server, by the way to fail, for people. */
    String served() {
        return served.toString();
    }

    private void accept(Failure failure, ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                served.get(failure).increment();
                Thread.ofVirtual().start(() -> serve(failure, client));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                System.err.println("the server accepts no more: " + e);
            }
        }
    }

    private static void serve(Failure failure, Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            if (in.read() < 0 || failure == Failure.CLOSED) {
                return;
            }
            OutputStream out = client.getOutputStream();
            out.write(answer(failure));
            // The node closes first: bytes that nobody has read would turn the end into a reset.
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // By the node, which may reset the connection.
        }
    }

    private static byte[] answer(Failure failure) {
        return switch (failure) {
            case UNAUTHORIZED -> text("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
            case REDIRECT -> text("HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
            case GARBAGE -> {
                byte[] garbage = new byte[GARBAGE_BYTES];
                ThreadLocalRandom.current().nextBytes(garbage);
                yield garbage;
            }
            case REFUSED, CLOSED -> throw new IllegalStateException(failure + " has no answer");
        };
    }

    private static byte[] text(String answer) {
        return answer.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        silent.close();
        for (ServerSocket socket : listening.values()) {
            socket.close();
        }
    }
}
