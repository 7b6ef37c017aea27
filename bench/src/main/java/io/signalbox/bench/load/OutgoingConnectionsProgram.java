package io.signalbox.bench.load;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Program that creates outgoing connections in a node, to a WebSocket server of its own, and deletes them. Prints a line after each
 * step, and waits for a line before the next one.
 *
 * <p>Arguments: the URL of the node, and the number of connections.
 */
final class OutgoingConnectionsProgram {
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CALLS_AT_A_TIME = 256;
    private static final int POLL_MILLIS = 100;

    private OutgoingConnectionsProgram() {}

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ServerSocket server = new ServerSocket(0, count, InetAddress.getLoopbackAddress());
                WampClient client = WampClient.builder(arguments[0], "realm1").build()) {
            Thread.ofVirtual().start(() -> accept(server));
            WampSession session = client.connect();
            String url = "ws://127.0.0.1:" + server.getLocalPort() + "/ws";
            for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
                all(
                        count,
                        i -> session.callAsync(
                                "signalbox.connection.create", Map.of("id", "feed" + i, "role", "bridge", "url", url)));
                await(session, "connectionsOpen", count);
                System.out.println("holding " + count);
                in.readLine();
                all(count, i -> session.callAsync("signalbox.connection.delete", "feed" + i));
                await(session, "connections", 0);
                System.out.println("deleted " + count);
            }
        }
    }

    private static void all(int count, IntFunction<CompletableFuture<?>> call) throws InterruptedException {
        Semaphore free = new Semaphore(CALLS_AT_A_TIME);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            free.acquire();
            CompletableFuture<?> sent = call.apply(i);
            sent.whenComplete((result, failure) -> free.release());
            calls.add(sent);
        }
        calls.forEach(CompletableFuture::join);
    }

    private static void await(WampSession session, String counter, long value) throws InterruptedException {
        while (session.call("signalbox.node.counters")
                        .args()
                        .path(0)
                        .path("gateway")
                        .path(counter)
                        .asLong()
                != value) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The program ends.
        }
    }

    /** Answers the handshake, and CLOSE. The peer sends nothing else. */
    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 512);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            String key = head.substring(head.indexOf("Sec-WebSocket-Key: ") + 19)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + KEY_SUFFIX).getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: "
                                    + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            while (true) {
                int first = in.read();
                if (first < 0) {
                    return;
                }
                byte[] payload = in.readNBytes((in.read() & 0x7F) + 4);
                if ((first & 0xF) == 8) {
                    socket.getOutputStream().write(new byte[] {(byte) 0x88, 2, 3, (byte) 0xE8});
                    return;
                } else if ((first & 0xF) == 9) {
                    // A PING has 12 bytes behind its mask.
                    byte[] pong = new byte[payload.length - 2];
                    pong[0] = (byte) 0x8A;
                    pong[1] = (byte) (payload.length - 4);
                    for (int i = 4; i < payload.length; i++) {
                        pong[i - 2] = (byte) (payload[i] ^ payload[i % 4]);
                    }
                    socket.getOutputStream().write(pong);
                }
            }
        } catch (IOException lost) {
            // The node has closed the connection.
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
