package io.signalbox.router.wire;

import io.signalbox.router.Patience;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A TCP socket that writes its own WebSocket frames, so that it can break every rule. For one thread at each end. */
final class SocketPeer implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int FIN = 0x80;
    static final int MASKED = 0x80;

    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    record Frame(int opCode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    private SocketPeer(URI node) throws IOException {
        socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), Patience.MILLIS);
        socket.setSoTimeout(Patience.MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = socket.getOutputStream();
    }

    /** A connection on which nothing has been said. */
    static SocketPeer dial(URI node) throws IOException {
        return new SocketPeer(node);
    }

    /** An open WebSocket. */
    static SocketPeer open(URI node, String subprotocol) throws IOException {
        SocketPeer peer = dial(node);
        peer.write(handshake(node.getPath(), subprotocol));
        String answer = peer.readHead();
        if (!answer.startsWith("HTTP/1.1 101") || !answer.contains("Protocol: " + subprotocol + "\r\n")) {
            peer.close();
            throw new IOException(answer);
        }
        return peer;
    }

    /** An open WebSocket with a session in {@code realm1}, speaking JSON. */
    static SocketPeer join(URI node) throws IOException {
        SocketPeer peer = open(node, "wamp.2.json");
        peer.sendText(HELLO);
        String welcome = peer.read().text();
        if (!welcome.startsWith("[2,")) {
            peer.close();
            throw new IOException(welcome);
        }
        return peer;
    }

    static final String HELLO =
            "[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{},\"publisher\":{},\"subscriber\":{}}}]";

    static String handshake(String path, String subprotocol) {
        return "GET " + path + " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: " + subprotocol + "\r\n\r\n";
    }

    /** The head of an HTTP answer. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(head.toString());
            }
            head.append((char) next);
        }
        return head.toString();
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void sendText(String text) throws IOException {
        send(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one masked frame whose first byte is as given. */
    void send(int firstByte, byte[] payload) throws IOException {
        write(frame(firstByte, payload));
    }

    static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(head(firstByte, MASKED, payload.length));
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i & 3]);
        }
        return frame.toByteArray();
    }

    /** The head of a frame, without the mask. */
    static byte[] head(int firstByte, int masked, long lengthBytes) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(firstByte);
        if (lengthBytes < 0 || lengthBytes > 0xFFFF) {
            head.write(masked | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                head.write((int) (lengthBytes >>> shift));
            }
        } else if (lengthBytes > 125) {
            head.write(masked | 126);
            head.write((int) (lengthBytes >>> 8));
            head.write((int) lengthBytes);
        } else {
            head.write(masked | (int) lengthBytes);
        }
        return head.toByteArray();
    }

    Frame read() throws IOException {
        int first = in.readUnsignedByte();
        long lengthBytes = in.readUnsignedByte();
        if (lengthBytes == 126) {
            lengthBytes = in.readUnsignedShort();
        } else if (lengthBytes == 127) {
            lengthBytes = in.readLong();
        }
        return new Frame(first & 0x0F, in.readNBytes((int) lengthBytes));
    }

    /** The code of the CLOSE frame, behind whatever comes before it. */
    int readCloseCode() throws IOException {
        Frame frame = read();
        while (frame.opCode() != CLOSE) {
            frame = read();
        }
        return frame.closeCode();
    }

    /** Reads on until the router has closed the connection; a reset is an end, a router that waits is none. */
    boolean isCut() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
        return true;
    }

    /** Ends what is written, and goes on reading. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of an orderly end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
