package io.signalbox.transport.rawsocket;

import io.signalbox.transport.Patience;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;

/** A client of RawSocket that writes its own octets, so that it can break every rule. */
public final class RawSocketPeer implements AutoCloseable {
    static final int MESSAGE = 0;
    static final int PING = 1;
    static final int PONG = 2;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    public RawSocketPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Patience.SECONDS * 1_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    static RawSocketPeer dial(URI uri) throws IOException {
        return new RawSocketPeer(new Socket(uri.getHost(), uri.getPort()));
    }

    /** A peer behind its handshake: 16 MiB and the serializer. */
    static RawSocketPeer open(URI uri, int serializer) throws IOException {
        RawSocketPeer peer = dial(uri);
        peer.open(serializer);
        return peer;
    }

    /** Shakes hands about 16 MiB and a serializer. */
    void open(int serializer) throws IOException {
        int answer = shakeHands(0x7FF00000 | serializer << 16);
        if (answer >>> 16 != (0x7FF0 | serializer)) {
            throw new IOException(Integer.toHexString(answer));
        }
    }

    /** Answers the handshake of a client about 16 MiB and a serializer. */
    void accept(int serializer) throws IOException {
        int request = in.readInt();
        if (request != (0x7FF00000 | serializer << 16)) {
            throw new IOException(Integer.toHexString(request));
        }
        writeInt(request);
    }

    /** Sends four octets and returns the four that answer. */
    public int shakeHands(int octets) throws IOException {
        writeInt(octets);
        return in.readInt();
    }

    /** The four octets that answer what was sent otherwise. */
    public int shakeHandsAnswer() throws IOException {
        return in.readInt();
    }

    void writeInt(int octets) throws IOException {
        write(new byte[] {(byte) (octets >> 24), (byte) (octets >> 16), (byte) (octets >> 8), (byte) octets});
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    static byte[] frame(int type, byte[] payload) {
        byte[] frame = new byte[4 + payload.length];
        boolean isLongest = payload.length == 1 << 24;
        frame[0] = (byte) (isLongest ? 8 | type : type);
        frame[1] = (byte) (payload.length >> 16);
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 4, payload.length);
        return frame;
    }

    public void send(int type, byte[] payload) throws IOException {
        write(frame(type, payload));
    }

    /** The payload of the next frame, which has to be of a type; an EOFException at the end. */
    public byte[] read(int type) throws IOException {
        int prefix = in.readInt();
        if (prefix >>> 24 != type) {
            throw new IOException("a frame with the prefix " + Integer.toHexString(prefix));
        }
        byte[] payload = new byte[prefix & 0xFFFFFF];
        in.readFully(payload);
        return payload;
    }

    /** Reads and drops what comes until the stream ends. */
    void readToEnd() throws IOException {
        in.readAllBytes();
    }

    /** Whether the stream ends next. */
    boolean isAtEnd() throws IOException {
        try {
            return in.read() < 0;
        } catch (EOFException e) {
            return true;
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
