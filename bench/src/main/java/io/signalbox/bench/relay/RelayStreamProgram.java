package io.signalbox.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.FutureTask;

/**
 * Program that streams messages through one session of a relay, in both directions: messages of 16 MiB, and one message in fragments.
 * Compares length, number and checksum at both ends, and prints a row of a table for each stream. Ends with 1 if a message has changed.
 * Arguments: port of the backend, port of the relay, path, MiB of each stream, at least 16.
 */
public final class RelayStreamProgram {
    private static final long MESSAGE_BYTES = 16 << 20;
    private static final int FRAGMENT_BYTES = 1 << 20;

    private RelayStreamProgram() {}

    public static void main(String[] arguments) throws Exception {
        int backendPort = Integer.parseInt(arguments[0]);
        int relayPort = Integer.parseInt(arguments[1]);
        long bytes = Long.parseLong(arguments[3]) << 20;
        try (ServerSocket server = new ServerSocket(backendPort, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), relayPort)) {
            FutureTask<Socket> accepting = inParallel(() -> accept(server));
            new Frames(client, true).connect(arguments[2]);
            try (Socket backend = accepting.get()) {
                LongMessages ofClient = new LongMessages(client, true);
                LongMessages ofBackend = new LongMessages(backend, false);
                stream("client to backend", ofClient, ofBackend, bytes);
                stream("backend to client", ofBackend, ofClient, bytes);
            }
        }
    }

    private static Socket accept(ServerSocket server) throws IOException {
        Socket socket = server.accept();
        new Frames(socket, false).accept();
        return socket;
    }

    private static void stream(String way, LongMessages from, LongMessages to, long bytes) throws Exception {
        stream(way + ", messages of 16 MiB", from, to, bytes / MESSAGE_BYTES, MESSAGE_BYTES, (int) MESSAGE_BYTES);
        stream(way + ", one message in fragments of 1 MiB", from, to, 1, bytes, FRAGMENT_BYTES);
    }

    private static void stream(
            String what, LongMessages from, LongMessages to, long messages, long messageBytes, int frameBytes)
            throws Exception {
        long beginNanos = System.nanoTime();
        FutureTask<LongMessages.Total> sending = inParallel(() -> from.send(messages, messageBytes, frameBytes));
        LongMessages.Total received = to.receive(messages);
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        LongMessages.Total sent = sending.get();
        if (!sent.equals(received)) {
            System.err.println(what + ": sent " + sent + ", received " + received);
            System.exit(1);
        }
        System.out.printf(
                Locale.ROOT, "| %s | %.0f | %08x |%n", what, sent.bytes() / seconds / 1e6, received.checksum());
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private static <T> FutureTask<T> inParallel(Step<T> step) {
        FutureTask<T> task = new FutureTask<>(step::run);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }
}
