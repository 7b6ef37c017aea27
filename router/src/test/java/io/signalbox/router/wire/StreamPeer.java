package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.router.Patience;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * WAMP peer that speaks JSON over WebSocket or RawSocket, over TCP, TLS or a Unix domain socket. For one thread. Messages are
 * {@link Template}s.
 */
final class StreamPeer implements Closeable {
    /** Framing of messages. A WebSocket has the path {@code /ws}. */
    enum Framing {
        WEBSOCKET,
        RAWSOCKET
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Framing framing;
    private final Closeable socket;
    private final OutputStream out;
    private final DataInputStream in;

    private StreamPeer(Framing framing, Closeable socket, OutputStream out, InputStream in) throws IOException {
        this.framing = framing;
        this.socket = socket;
        this.out = out;
        this.in = new DataInputStream(in);
        shakeHands();
    }

    /** Connects over TCP. */
    static StreamPeer overTcp(int port, Framing framing) throws IOException {
        return of(new Socket("localhost", port), framing);
    }

    /** Connects over TLS, of the given version if there is one. */
    static StreamPeer overTls(int port, Framing framing, SSLContext context, String... version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        if (version.length > 0) {
            socket.setEnabledProtocols(version);
        }
        return of(socket, framing);
    }

    private static StreamPeer of(Socket socket, Framing framing) throws IOException {
        socket.setSoTimeout(Patience.MILLIS);
        return new StreamPeer(framing, socket, socket.getOutputStream(), socket.getInputStream());
    }

    /** Connects to a Unix domain socket. */
    static StreamPeer overUnix(Path path, Framing framing) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        return new StreamPeer(framing, channel, Channels.newOutputStream(channel), Channels.newInputStream(channel));
    }

    /** Speaks over the pipes of a program that has the connection. */
    static StreamPeer over(Process process, Framing framing) throws IOException {
        return new StreamPeer(framing, process::destroy, process.getOutputStream(), process.getInputStream());
    }

    private void shakeHands() throws IOException {
        if (framing == Framing.RAWSOCKET) {
            write(new byte[] {0x7F, (byte) 0xF1, 0, 0});
            assertThat(in.readInt()).isEqualTo(0x7FF10000);
            return;
        }
        write(SocketPeer.handshake("/ws", "wamp.2.json").getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void send(String template) throws IOException {
        byte[] message = JSON.writeValueAsBytes(Template.parse(template));
        write(
                framing == Framing.RAWSOCKET
                        ? ByteBuffer.allocate(4 + message.length)
                                .putInt(message.length)
                                .put(message)
                                .array()
                        : SocketPeer.frame(SocketPeer.FIN | SocketPeer.TEXT, message));
    }

    /** Returns the next message, which must match. */
    JsonNode receives(String template) throws IOException {
        JsonNode message = JSON.readTree(read());
        assertThat(Template.matches(Template.parse(template), message))
                .as("expected %s but received %s", template, message)
                .isTrue();
        return message;
    }

    JsonNode asks(String request, String answer) throws IOException {
        send(request);
        return receives(answer);
    }

    /** Expects ABORT with this reason, and the end of the connection. Returns the message of the ABORT. */
    String isAborted(String reason) throws IOException {
        String text = receives("[3, '*', '" + reason + "']").at("/1/message").asText();
        if (framing == Framing.WEBSOCKET) {
            assertThat(in.readUnsignedByte()).isEqualTo(SocketPeer.FIN | SocketPeer.CLOSE);
            in.readNBytes(in.readUnsignedByte());
            write(SocketPeer.frame(SocketPeer.FIN | SocketPeer.CLOSE, new byte[] {3, (byte) 0xE8}));
        }
        assertThat(in.read()).isEqualTo(-1);
        return text;
    }

    private byte[] read() throws IOException {
        if (framing == Framing.RAWSOCKET) {
            return in.readNBytes(in.readInt());
        }
        assertThat(in.readUnsignedByte()).isEqualTo(SocketPeer.FIN | SocketPeer.TEXT);
        int length = in.readUnsignedByte();
        return in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
