package io.signalbox.bench.relay;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Frames of a blocking socket, whose messages all have one length of less than 64 KiB. Confined to one thread.
 */
final class Frames {
    private static final int FIN_BINARY = 0x82;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Socket socket;
    private final boolean isClient;
    private final byte[] buffer;
    private int filled;

    /** @param isClient whether this end masks its frames, with a key of zeros */
    Frames(Socket socket, boolean isClient) throws IOException {
        this(socket, isClient, BUFFER_BYTES);
    }

    /** @param bufferBytes the length of the buffer, which has to take a whole frame */
    Frames(Socket socket, boolean isClient, int bufferBytes) throws IOException {
        this.socket = socket;
        this.isClient = isClient;
        buffer = new byte[bufferBytes];
        socket.setTcpNoDelay(true);
    }

    /** Performs the handshake of a client. */
    void connect(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String answer = head();
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + answer.lines().findFirst().orElse(""));
        }
    }

    /** Performs the handshake of a server. */
    void accept() throws IOException {
        String key = head().lines()
                .filter(line -> line.toLowerCase().startsWith("sec-websocket-key:"))
                .map(line -> line.substring(18).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("no WebSocket"));
        socket.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + answer(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String answer(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String head() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** Returns the head of a message of this end. */
    byte[] messageHead(int length) {
        byte[] head = new byte[(length < LENGTH_16 ? 2 : 4) + (isClient ? 4 : 0)];
        head[0] = (byte) FIN_BINARY;
        head[1] = (byte) ((isClient ? MASKED : 0) | Math.min(length, LENGTH_16));
        if (length >= LENGTH_16) {
            head[2] = (byte) (length >> 8);
            head[3] = (byte) length;
        }
        return head;
    }

    /** Returns a number of messages of this end in a row. */
    byte[] messages(int count, int length) {
        byte[] head = messageHead(length);
        byte[] all = new byte[count * (head.length + length)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(head, 0, all, i * (head.length + length), head.length);
        }
        return all;
    }

    void write(byte[] bytes, int length) throws IOException {
        socket.getOutputStream().write(bytes, 0, length);
    }

    /**
     * Reads what has arrived, at least one message. Answers PINGs.
     *
     * @return the number of messages
     * @throws EOFException at a CLOSE, or at the end of the stream
     */
    int read() throws IOException {
        int messages = 0;
        while (messages == 0) {
            int more = socket.getInputStream().read(buffer, filled, buffer.length - filled);
            if (more < 0) {
                throw new EOFException("the other end has closed");
            }
            filled += more;
            messages = take();
        }
        return messages;
    }

    private int take() throws IOException {
        int messages = 0;
        int at = 0;
        while (filled - at >= 2) {
            int length = buffer[at + 1] & 0x7F;
            int head = 2 + (isClient ? 0 : 4);
            if (length == LENGTH_16) {
                if (filled - at < 4) {
                    break;
                }
                length = (buffer[at + 2] & 0xFF) << 8 | buffer[at + 3] & 0xFF;
                head += 2;
            }
            if (filled - at < head + length) {
                break;
            }
            switch (buffer[at] & 0xFF) {
                case FIN_BINARY -> messages++;
                case PING ->
                    write(new byte[] {(byte) PONG, (byte) (isClient ? MASKED : 0), 0, 0, 0, 0}, isClient ? 6 : 2);
                case PONG -> {}
                case CLOSE -> throw new EOFException("the other end has sent CLOSE");
                default -> throw new IOException("an unexpected frame: " + Integer.toHexString(buffer[at] & 0xFF));
            }
            at += head + length;
        }
        System.arraycopy(buffer, at, buffer, 0, filled - at);
        filled -= at;
        return messages;
    }
}
