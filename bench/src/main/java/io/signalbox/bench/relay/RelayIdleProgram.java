package io.signalbox.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Program that holds idle sessions of a relay, both ends of each, and answers PINGs. Prints {@code holding N} when all are open, and
 * ends when its input ends: with 1 if a session was lost before. Arguments: port of the backend, port of the relay, path, sessions.
 */
public final class RelayIdleProgram {
    /** Takes the longest control frame. */
    private static final int BUFFER_BYTES = 256;

    private static final int BACKLOG = 1_000;

    private final AtomicInteger lost = new AtomicInteger();
    private volatile boolean isEnding;

    private RelayIdleProgram() {}

    public static void main(String[] arguments) throws Exception {
        int backendPort = Integer.parseInt(arguments[0]);
        int relayPort = Integer.parseInt(arguments[1]);
        RelayIdleProgram program = new RelayIdleProgram();
        try (ServerSocket server = new ServerSocket(backendPort, BACKLOG, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> program.serve(server));
            List<Socket> clients = program.open(relayPort, arguments[2], Integer.parseInt(arguments[3]));
            System.out.println("holding " + clients.size());
            System.in.transferTo(System.out);
            program.isEnding = true;
            for (Socket client : clients) {
                client.close();
            }
        }
        System.out.println("lost " + program.lost);
        System.exit(program.lost.get() == 0 ? 0 : 1);
    }

    private List<Socket> open(int relayPort, String path, int sessions) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), relayPort);
            Frames frames = new Frames(socket, true, BUFFER_BYTES);
            frames.connect(path);
            Thread.ofVirtual().start(() -> hold(frames));
            clients.add(socket);
        }
        return clients;
    }

    private void serve(ServerSocket server) {
        try {
            while (true) {
                Frames frames = new Frames(server.accept(), false, BUFFER_BYTES);
                Thread.ofVirtual().start(() -> {
                    if (accept(frames)) {
                        hold(frames);
                    }
                });
            }
        } catch (IOException e) {
            end(e);
        }
    }

    private boolean accept(Frames frames) {
        try {
            frames.accept();
            return true;
        } catch (IOException e) {
            end(e);
            return false;
        }
    }

    private void hold(Frames frames) {
        try {
            while (true) {
                frames.read();
            }
        } catch (IOException e) {
            end(e);
        }
    }

    private void end(IOException failure) {
        if (!isEnding) {
            lost.incrementAndGet();
            System.err.println("a connection is lost: " + failure);
        }
    }
}
