package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Router on RawSocket that does what the test tells it to do, on the thread of the test. */
final class ScriptedRouter implements AutoCloseable {
    private static final Serializers SERIALIZERS = new Serializers();
    private static final int MAGIC = 0x7F;
    private static final int LONGEST = 0xF;
    private static final int MILLIS = Patience.SECONDS * 1_000;

    private final ServerSocket listening;
    private final List<Peer> peers = new ArrayList<>();
    private int lengthExponent = LONGEST;

    private ScriptedRouter(ServerSocket listening) {
        this.listening = listening;
    }

    static ScriptedRouter start() throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(MILLIS);
        return new ScriptedRouter(socket);
    }

    /** Limits the messages of later connections to 2^(9 + exponent) bytes. */
    void accepts(int exponent) {
        lengthExponent = exponent;
    }

    String url() {
        return "rs://127.0.0.1:" + listening.getLocalPort();
    }

    /** Waits for the next connection, and accepts its serializer. */
    Peer accept() throws IOException {
        Socket socket = listening.accept();
        socket.setSoTimeout(MILLIS);
        Peer peer = new Peer(socket, lengthExponent);
        peers.add(peer);
        return peer;
    }

    /** Waits for the next connection and lets it join. */
    Peer welcome() throws IOException {
        Peer peer = accept();
        peer.receive(Hello.class);
        peer.sendWelcome();
        return peer;
    }

    @Override
    public void close() throws IOException {
        for (Peer peer : peers) {
            peer.close();
        }
        listening.close();
    }

    /** Router's side of one connection. */
    static final class Peer implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final Serializer serializer;

        private Peer(Socket socket, int lengthExponent) throws IOException {
            this.socket = socket;
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            byte[] greeting = new byte[4];
            in.readFully(greeting);
            assertThat(greeting[0]).isEqualTo((byte) MAGIC);
            serializer = SERIALIZERS.of(
                    switch (greeting[1] & 0xF) {
                        case 1 -> WireFormat.JSON;
                        case 2 -> WireFormat.MSGPACK;
                        default -> WireFormat.CBOR;
                    });
            out.write(new byte[] {MAGIC, (byte) (lengthExponent << 4 | greeting[1] & 0xF), 0, 0});
        }

        void sendWelcome() {
            Map<String, Object> dealer = Map.of(
                    "features",
                    Map.of("call_canceling", true, "call_timeout", true, "progressive_call_invocations", true));
            send(new Welcome(
                    7,
                    Map.of(
                            "roles",
                            Map.of("broker", Map.of(), "dealer", dealer),
                            "authid",
                            "joe",
                            "authrole",
                            "user")));
        }

        void send(WampMessage message) {
            ByteSink sink = new ByteSink(256);
            serializer.encode(message, sink);
            byte[] frame = new byte[4 + sink.size()];
            frame[1] = (byte) (sink.size() >> 16);
            frame[2] = (byte) (sink.size() >> 8);
            frame[3] = (byte) sink.size();
            System.arraycopy(sink.array(), 0, frame, 4, sink.size());
            try {
                out.write(frame);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Returns the next message, which must be of a type. */
        <T extends WampMessage> T receive(Class<T> type) {
            WampMessage message = next();
            assertThat(message).isInstanceOf(type);
            return type.cast(message);
        }

        private WampMessage next() {
            try {
                int head = in.readInt();
                byte[] bytes = in.readNBytes(head & 0xFFFFFF);
                if (head >> 24 == 0) {
                    return serializer.decode(bytes, 0, bytes.length);
                }
                // PING is answered, PONG ignored.
                if (head >> 24 == 1) {
                    out.write(
                            new byte[] {2, (byte) (bytes.length >> 16), (byte) (bytes.length >> 8), (byte) bytes.length
                            });
                    out.write(bytes);
                }
                return next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ProtocolViolation e) {
                throw new AssertionError("the client sent no message of WAMP", e);
            }
        }

        /** Waits until the client has closed the connection, and returns the messages before the end. */
        List<WampMessage> receiveAll() {
            List<WampMessage> messages = new ArrayList<>();
            try {
                while (true) {
                    messages.add(next());
                }
            } catch (UncheckedIOException end) {
                assertThat(end.getCause()).isInstanceOf(EOFException.class);
            }
            return messages;
        }

        /** Accepts the next SUBSCRIBE. */
        Subscribe subscribed(long id) {
            Subscribe message = receive(Subscribe.class);
            send(new Subscribed(message.request(), id));
            return message;
        }

        /** Accepts the next REGISTER. */
        Register registered(long id) {
            Register message = receive(Register.class);
            send(new Registered(message.request(), id));
            return message;
        }

        Call receiveCall() {
            return receive(Call.class);
        }

        Payload payload(Object... args) {
            return serializer.payload(List.of(args), Map.of());
        }

        List<Object> args(Payload payload) {
            return serializer.arguments(payload);
        }

        Map<String, Object> kwargs(Payload payload) {
            return serializer.keywordArguments(payload);
        }

        /** Drops the connection. */
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
