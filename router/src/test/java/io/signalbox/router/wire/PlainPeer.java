package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A JSON peer over a plain socket, which reads only when it is told to. For one test thread. */
final class PlainPeer implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 4096;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    private PlainPeer(URI node) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.setSoTimeout(Patience.MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(node.getHost(), node.getPort()));
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connects and asks for an upgrade, whose answer {@link #awaitUpgrade} reads. */
    static PlainPeer dial(URI node) throws IOException {
        PlainPeer peer = new PlainPeer(node);
        peer.write(
                """
                GET / HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Protocol: wamp.2.json\r
                \r
                """
                        .getBytes(StandardCharsets.US_ASCII));
        return peer;
    }

    /** Opens a session. */
    static PlainPeer join(URI node) throws IOException {
        PlainPeer peer = dial(node);
        peer.awaitUpgrade();
        peer.hello();
        assertThat(peer.receive()).startsWith("[2,");
        return peer;
    }

    void awaitUpgrade() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
    }

    void hello() throws IOException {
        send("[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{},\"publisher\":{},\"subscriber\":{}}}]");
    }

    void send(String message) throws IOException {
        write(frame(message));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** A text frame, masked with zeros. */
    static byte[] frame(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        if (text.length < 126) {
            frame.write(0x80 | text.length);
        } else {
            assertThat(text.length).isLessThan(65_536);
            frame.write(0x80 | 126);
            frame.write(text.length >> 8);
            frame.write(text.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(text);
        return frame.toByteArray();
    }

    /** The next message. */
    String receive() throws IOException {
        int opCode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = Math.toIntExact(in.readLong());
        }
        byte[] payload = in.readNBytes(length);
        assertThat(opCode).as("opcode of a text frame").isEqualTo(1);
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
