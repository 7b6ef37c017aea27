package io.signalbox.bench.relay;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Program that measures a relay: a backend that echoes each message, and clients that keep a window of messages on their way to the
 * backend and back. Prints the messages per second that have come back, and the processor time of the relay for each. Arguments:
 * port of the backend, port of the relay, path, process id of the relay, connections, window, bytes, seconds.
 */
public final class RelayLoadProgram {
    private static final int WARMUP_SECONDS = 2;

    private RelayLoadProgram() {}

    public static void main(String[] arguments) throws Exception {
        int backendPort = Integer.parseInt(arguments[0]);
        int relayPort = Integer.parseInt(arguments[1]);
        String path = arguments[2];
        ProcessHandle relay = ProcessHandle.of(Long.parseLong(arguments[3])).orElseThrow();
        int connections = Integer.parseInt(arguments[4]);
        int window = Integer.parseInt(arguments[5]);
        int bytes = Integer.parseInt(arguments[6]);
        int seconds = Integer.parseInt(arguments[7]);
        AtomicLong answered = new AtomicLong();
        try (ServerSocket server = new ServerSocket(backendPort, 100, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(server, bytes));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Frames frames = new Frames(new Socket(InetAddress.getLoopbackAddress(), relayPort), true);
                frames.connect(path);
                clients.add(Thread.ofPlatform().daemon().start(() -> ask(frames, window, bytes, answered)));
            }
            TimeUnit.SECONDS.sleep(WARMUP_SECONDS);
            long beginCount = answered.get();
            long beginNanos = System.nanoTime();
            long beginCpuNanos = cpuNanos(relay);
            TimeUnit.SECONDS.sleep(seconds);
            long count = answered.get() - beginCount;
            double elapsed = (System.nanoTime() - beginNanos) / 1e9;
            double cpuMicros = (cpuNanos(relay) - beginCpuNanos) / 1e3 / Math.max(1, count);
            boolean areAllAlive = clients.stream().allMatch(Thread::isAlive);
            System.out.printf(
                    Locale.ROOT,
                    "%.0f %.2f %s%n",
                    count / elapsed,
                    cpuMicros,
                    areAllAlive ? "none" : "lost connections");
        }
    }

    private static long cpuNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static void serve(ServerSocket server, int bytes) {
        try {
            while (true) {
                Frames frames = new Frames(server.accept(), false);
                Thread.ofPlatform().daemon().start(() -> echo(frames, bytes));
            }
        } catch (IOException e) {
            // The measurement is over.
            return;
        }
    }

    private static void echo(Frames frames, int bytes) {
        try {
            frames.accept();
            byte[] messages = new byte[0];
            int each = frames.messageHead(bytes).length + bytes;
            while (true) {
                int count = frames.read();
                if (count * each > messages.length) {
                    messages = frames.messages(count, bytes);
                }
                frames.write(messages, count * each);
            }
        } catch (EOFException e) {
            // The client has gone, at the end of the measurement.
            return;
        } catch (IOException e) {
            System.err.println("the backend has lost a connection: " + e);
        }
    }

    private static void ask(Frames frames, int window, int bytes, AtomicLong answered) {
        byte[] messages = frames.messages(window, bytes);
        int each = messages.length / window;
        try {
            frames.write(messages, messages.length);
            while (true) {
                int count = frames.read();
                answered.addAndGet(count);
                frames.write(messages, count * each);
            }
        } catch (IOException e) {
            System.err.println("a client has lost its connection: " + e);
        }
    }
}
