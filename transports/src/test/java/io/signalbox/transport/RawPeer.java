package io.signalbox.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** One end of a socket that writes its own bytes, so that it can break every rule: a client, or a server. */
public final class RawPeer implements AutoCloseable {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    private static final int FIN = 0x80;

    /** To be added to the opcode of a compressed message. */
    public static final int RSV1 = 0x40;

    private static final int DEADLINE_MILLIS = Patience.SECONDS * 1_000;

    private final Socket socket;
    private final boolean isClient;
    private final DataInputStream in;
    private final OutputStream out;

    /** What arrived in one frame. */
    public record Frame(int firstByte, byte[] payload) {
        public int opCode() {
            return firstByte & 0x0F;
        }

        public boolean isLast() {
            return (firstByte & FIN) != 0;
        }

        public boolean isCompressed() {
            return (firstByte & RSV1) != 0;
        }

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public int closeCode() {
            return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }

        public String closeText() {
            return new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
    }

    private RawPeer(URI uri, int receiveBufferBytes) throws IOException {
        this(connected(uri, receiveBufferBytes), true);
    }

    private static Socket connected(URI uri, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), DEADLINE_MILLIS);
        return socket;
    }

    private RawPeer(Socket socket, boolean isClient) throws IOException {
        this.socket = socket;
        this.isClient = isClient;
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** A socket without a handshake. */
    public static RawPeer dial(URI uri) throws IOException {
        return new RawPeer(uri, 0);
    }

    /** An open WebSocket. */
    public static RawPeer open(URI uri, String subprotocol) throws IOException {
        return open(uri, subprotocol, 0);
    }

    /** An open WebSocket that takes little while it does not read. */
    public static RawPeer open(URI uri, String subprotocol, int receiveBufferBytes) throws IOException {
        return open(new RawPeer(uri, receiveBufferBytes), uri.getPath(), subprotocol);
    }

    /** An open WebSocket at {@code /ws}, over a socket that is connected. */
    public static RawPeer open(Socket socket, String subprotocol) throws IOException {
        return open(new RawPeer(socket, true), "/ws", subprotocol);
    }

    /** A connected socket without a handshake, behind which this end frames as a client or as a server. */
    public static RawPeer over(Socket socket, boolean isClient) throws IOException {
        return new RawPeer(socket, isClient);
    }

    /** The same at another path, from where on this end frames as a client or as a server. */
    public static RawPeer open(Socket socket, String path, boolean isClient) throws IOException {
        return open(new RawPeer(socket, isClient), path, "any");
    }

    private static RawPeer open(RawPeer peer, String path, String subprotocol) throws IOException {
        String answer = peer.request(path, "Sec-WebSocket-Protocol: " + subprotocol);
        if (!answer.startsWith("HTTP/1.1 101")) {
            peer.close();
            throw new IOException(answer);
        }
        return peer;
    }

    /** The server's end of the next connection, on which nothing was read yet. */
    public static RawPeer accept(ServerSocket server) throws IOException {
        return new RawPeer(server.accept(), false);
    }

    /** The head of the request or answer that the other end has sent. */
    public String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // The last four bytes, of which the end of a head is CR LF CR LF. No byte behind them is read.
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(next);
            last = last << Byte.SIZE | next;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** How much the system takes from this peer while nobody reads, roughly. */
    public void sendBuffer(int bytes) throws IOException {
        socket.setSendBufferSize(bytes);
    }

    /** Sends a handshake with these header lines too, and returns the answer's head and, unless it is 101, its body. */
    public String request(String path, String... headers) throws IOException {
        return exchange(handshake(path, headers));
    }

    /** The request of a handshake with these header lines too. */
    public static String handshake(String path, String... headers) {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: test\r\n"
                + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head + "\r\n";
    }

    /** Sends bytes as they are, and returns the answer. */
    public String exchange(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
        return readAnswer();
    }

    private String readAnswer() throws IOException {
        String head = readHead();
        int length = 0;
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase().startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public void sendText(String text) throws IOException {
        send(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(int opCode, boolean last, byte[] payload) throws IOException {
        write(frameOf(last ? FIN | opCode : opCode, payload));
    }

    /** A frame as this end has to write it, masked or not, with any first byte. */
    public byte[] frameOf(int firstByte, byte[] payload) {
        byte[] masked = frame(firstByte & 0x0F, true, payload);
        if (isClient) {
            masked[0] = (byte) firstByte;
            return masked;
        }
        byte[] head = header(firstByte & 0x0F, true, payload.length);
        head[0] = (byte) firstByte;
        head[1] &= 0x7F;
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, frame, head.length, payload.length);
        return frame;
    }

    /** The payload of a CLOSE. */
    public static byte[] closePayload(int code, String text) {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + words.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, words.length);
        return payload;
    }

    /** A masked frame. */
    public static byte[] frame(int opCode, boolean last, byte[] payload) {
        byte[] head = header(opCode, last, payload.length);
        byte[] mask = {1, 2, 3, 4};
        byte[] frame = Arrays.copyOf(head, head.length + mask.length + payload.length);
        System.arraycopy(mask, 0, frame, head.length, mask.length);
        int begin = head.length + mask.length;
        for (int i = 0; i < payload.length; i++) {
            frame[begin + i] = (byte) (payload[i] ^ mask[i & 3]);
        }
        return frame;
    }

    /** The head of a frame up to its mask, which says that one follows. */
    public static byte[] header(int opCode, boolean last, long length) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(last ? FIN | opCode : opCode);
        if (length < 126) {
            head.write(0x80 | (int) length);
        } else if (length < 65_536) {
            head.write(0x80 | 126);
            head.write((int) (length >>> 8));
            head.write((int) length);
        } else {
            head.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                head.write((int) (length >>> shift));
            }
        }
        return head.toByteArray();
    }

    /** The next frame; an EOFException at the end. */
    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        boolean isMasked = second > 0x7F;
        if (isMasked == isClient) {
            throw new IOException("a frame " + (isMasked ? "with" : "without") + " a mask");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = in.readNBytes(isMasked ? 4 : 0);
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        for (int i = 0; isMasked && i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(first, payload);
    }

    /** The next octets as numbers. */
    public int[] readOctets(int count) throws IOException {
        byte[] octets = new byte[count];
        in.readFully(octets);
        return IntStream.range(0, count).map(i -> octets[i] & 0xFF).toArray();
    }

    /** Takes some bytes and leaves what they were part of. */
    public void skip(int bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** Reads until the CLOSE frame. */
    public Frame readClose() throws IOException {
        Frame frame = read();
        while (frame.opCode() != CLOSE) {
            frame = read();
        }
        return frame;
    }

    /** Whether the socket has come to its end, after what may still be read; a peer that keeps us waiting has not. */
    public boolean atEnd() {
        try {
            return in.readNBytes(1 << 20).length < 1 << 20;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends what it sends, and goes on reading. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of an orderly end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
