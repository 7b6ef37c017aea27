package io.signalbox.bench.load;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.Subprotocol;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Writer of the frames of a WebSocket client (RFC 6455, Base Framing Protocol). All frames have the same masking
 * key.
 */
final class ClientFrames {
    private static final int MASK = 0x5a17c3e9;

    private ClientFrames() {}

    /** Returns the handshake; {@code deflate} is the offered compression, or null. */
    static byte[] upgradeRequest(URI url, Subprotocol subprotocol, ClientDeflate deflate) {
        return ("GET " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getHost() + ":" + url.getPort()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                        + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "
                        + subprotocol.wireName()
                        + (deflate == null ? "" : "\r\nSec-WebSocket-Extensions: " + deflate.offer())
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes the head of a frame that contains a whole message. */
    static void head(int opcode, int length, ByteSink out) {
        out.write(0x80 | opcode);
        if (length < 126) {
            out.write(0x80 | length);
        } else if (length < 1 << 16) {
            out.write(0x80 | 126);
            out.write(length >> 8);
            out.write(length);
        } else {
            out.write(0x80 | 127);
            out.write(new byte[4], 0, 4);
            writeInt(length, out);
        }
        writeInt(MASK, out);
    }

    /** Writes a masked payload, or a part of one that begins at a multiple of four bytes. */
    static void mask(byte[] content, int length, ByteSink out) {
        int start = out.size();
        out.write(content, 0, length);
        byte[] bytes = out.array();
        for (int i = 0; i < length; i++) {
            bytes[start + i] = masked(bytes[start + i], i);
        }
    }

    /** Returns the masked form of the payload's byte at {@code index}. */
    static byte masked(byte value, int index) {
        return (byte) (value ^ MASK >>> (3 - (index & 3)) * 8);
    }

    private static void writeInt(int value, ByteSink out) {
        out.write(value >> 24);
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
    }
}
