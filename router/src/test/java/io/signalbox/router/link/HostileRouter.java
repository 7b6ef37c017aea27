package io.signalbox.router.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/** Other router of a link, on RawSocket with JSON, whose every message is up to the test. */
final class HostileRouter implements AutoCloseable {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final byte[] GREETING = {0x7F, (byte) 0xF1, 0, 0};

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private Socket socket;
    private DataInputStream in;
    private OutputStream out;

    HostileRouter() throws IOException {
        server.setSoTimeout(Patience.SECONDS * 1_000);
    }

    String url() {
        return "rs://127.0.0.1:" + server.getLocalPort();
    }

    /** Returns a link to this router with further keys, such as {@code , "forward_remote_events": false}. */
    String link(String more) {
        return LinkedNode.link("rlink1", "rawsocket", server.getLocalPort(), ", \"serializers\": [\"json\"]", more);
    }

    /**
     * Waits for the link and lets the link join.
     *
     * @param details of WELCOME, besides the roles
     * @param dealer features of the dealer
     */
    void welcome(Map<String, Object> details, Map<String, Object> dealer) throws IOException {
        socket = server.accept();
        socket.setSoTimeout(Patience.SECONDS * 1_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        in.readFully(new byte[GREETING.length]);
        out.write(GREETING);
        receive(Hello.class);
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("roles", Map.of("broker", Map.of(), "dealer", Map.of("features", dealer)));
        send(new Welcome(7, all));
    }

    void send(WampMessage message) throws IOException {
        ByteSink sink = new ByteSink(256);
        JSON.encode(message, sink);
        byte[] frame = new byte[4 + sink.size()];
        frame[1] = (byte) (sink.size() >> 16);
        frame[2] = (byte) (sink.size() >> 8);
        frame[3] = (byte) sink.size();
        System.arraycopy(sink.array(), 0, frame, 4, sink.size());
        out.write(frame);
    }

    /** Returns the next message, which must be of a type. */
    <T extends WampMessage> T receive(Class<T> type) throws IOException {
        WampMessage message = next();
        assertThat(message).isInstanceOf(type);
        return type.cast(message);
    }

    private WampMessage next() throws IOException {
        byte[] bytes = in.readNBytes(in.readInt() & 0xFFFFFF);
        try {
            return JSON.decode(bytes, 0, bytes.length);
        } catch (ProtocolViolation e) {
            throw new AssertionError("the link sent no message of WAMP", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (socket != null) {
            socket.close();
        }
    }
}
