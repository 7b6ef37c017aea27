package io.signalbox.transport.websocket;

import io.signalbox.transport.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A peer that compresses by itself, and sees what was compressed. */
public final class DeflatePeer implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final RawPeer raw;
    private final boolean takesOver;
    private final boolean otherTakesOver;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /** @param parameters of the offer, each behind a semicolon; what is agreed on is obeyed */
    DeflatePeer(URI uri, String subprotocol, String parameters) throws IOException {
        this(
                RawPeer.dial(uri),
                uri.getPath(),
                "Sec-WebSocket-Protocol: " + subprotocol,
                "Sec-WebSocket-Extensions: permessage-deflate" + parameters);
    }

    /** @param headers of the handshake over a socket that is connected */
    public DeflatePeer(RawPeer raw, String path, String... headers) throws IOException {
        this.raw = raw;
        String answer = raw.request(path, headers);
        if (!answer.contains("Sec-WebSocket-Extensions: permessage-deflate")) {
            raw.close();
            throw new IOException(answer);
        }
        takesOver = !answer.contains("client_no_context_takeover");
        otherTakesOver = !answer.contains("server_no_context_takeover");
    }

    /**
     * The server's end of an open connection.
     *
     * @param parameters of the answer
     */
    public DeflatePeer(RawPeer raw, String parameters) {
        this.raw = raw;
        takesOver = !parameters.contains("server_no_context_takeover");
        otherTakesOver = !parameters.contains("client_no_context_takeover");
    }

    public RawPeer raw() {
        return raw;
    }

    public void send(String message) throws IOException {
        raw.send(RawPeer.TEXT | RawPeer.RSV1, true, deflate(message.getBytes(StandardCharsets.UTF_8)));
    }

    public byte[] deflate(byte[] message) {
        if (!takesOver) {
            deflater.reset();
        }
        deflater.setInput(message);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int some;
        do {
            some = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, some);
        } while (some == buffer.length);
        // A flush that follows a flush writes nothing, where an empty message has the beginning of an empty block.
        return out.size() == 0 ? new byte[1] : Arrays.copyOf(out.toByteArray(), out.size() - TAIL.length);
    }

    /** The next message, whatever fragments it comes in. */
    public String receive() throws IOException, DataFormatException {
        return receive(raw.read());
    }

    /** The message that begins with a frame. */
    String receive(RawPeer.Frame first) throws IOException, DataFormatException {
        return new String(receiveBytes(first), StandardCharsets.UTF_8);
    }

    public byte[] receiveBytes(RawPeer.Frame first) throws IOException, DataFormatException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(first.payload());
        for (RawPeer.Frame frame = first; !frame.isLast(); ) {
            frame = raw.read();
            payload.writeBytes(frame.payload());
        }
        return first.isCompressed() ? inflate(payload.toByteArray()) : payload.toByteArray();
    }

    String inflate(RawPeer.Frame frame) throws DataFormatException {
        return new String(inflate(frame.payload()), StandardCharsets.UTF_8);
    }

    private byte[] inflate(byte[] compressed) throws DataFormatException {
        if (!otherTakesOver) {
            inflater.reset();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (byte[] input : new byte[][] {compressed, TAIL}) {
            inflater.setInput(input);
            for (int some = inflater.inflate(buffer); some > 0; some = inflater.inflate(buffer)) {
                out.write(buffer, 0, some);
            }
        }
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        raw.close();
        deflater.end();
        inflater.end();
    }
}
