package io.signalbox.bench.relay;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Program that connects clients to a gateway whose backend refuses connections. Ends with 1 if a client is not told so. Arguments:
 * port of the gateway, path of an item that accepts clients after the backend, path of one that accepts them before, clients.
 */
public final class RelayRefusedProgram {
    private static final int THREADS = 8;
    private static final int CLOSE = 0x88;
    private static final int INTERNAL_ERROR = 1011;
    private static final String HANDSHAKE = " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private RelayRefusedProgram() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int clients = Integer.parseInt(arguments[3]);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            // Each thread has an address of its own, because the ports of a closed connection are taken for a minute.
            InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (i + 1)});
            threads.add(Thread.ofPlatform().start(() -> {
                for (int client = next.getAndIncrement(); client < clients; client = next.getAndIncrement()) {
                    boolean isAfter = client % 2 == 0;
                    try {
                        connect(port, from, arguments[isAfter ? 1 : 2], isAfter);
                    } catch (IOException e) {
                        wrong.incrementAndGet();
                        System.err.println("a client was not refused as it should be: " + e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.exit(wrong.get() == 0 ? 0 : 1);
    }

    private static void connect(int port, InetAddress from, String path, boolean isAfter) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0)) {
            socket.getOutputStream().write(("GET " + path + HANDSHAKE).getBytes(StandardCharsets.ISO_8859_1));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            if (!head.toString().startsWith(isAfter ? "HTTP/1.1 503" : "HTTP/1.1 101")) {
                throw new IOException(head.toString().lines().findFirst().orElse(""));
            }
            if (!isAfter) {
                awaitClose(socket, in);
            }
        }
    }

    private static void awaitClose(Socket socket, DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        int code = in.readUnsignedShort();
        if (opcode != CLOSE || code != INTERNAL_ERROR) {
            throw new IOException("a frame " + opcode + " with " + code);
        }
        in.skipNBytes(length - Short.BYTES);
        socket.getOutputStream().write(new byte[] {(byte) CLOSE, (byte) 0x80, 0, 0, 0, 0});
        if (in.read() >= 0) {
            throw new IOException("a frame behind CLOSE");
        }
    }
}
