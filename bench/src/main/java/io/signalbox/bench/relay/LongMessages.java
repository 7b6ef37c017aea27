package io.signalbox.bench.relay;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Binary messages of any length over a blocking socket behind its handshake, which are neither written nor read as a whole. Their bytes
 * are blocks with a number in front of a constant pattern. Confined to one thread.
 */
final class LongMessages {
    /** Length of a block. Lengths of frames are multiples of it. */
    static final int BLOCK_BYTES = 64 * 1024;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int BINARY = 2;
    private static final int CONTINUATION = 0;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int LONGEST_HEAD_BYTES = 14;
    private static final int KEY = 0x5A17C3E9;

    private final boolean isClient;
    private final OutputStream out;
    private final DataInputStream in;
    private final byte[] block = new byte[BLOCK_BYTES];

    /**
     * Bytes that have been sent or received.
     *
     * @param messages the number of complete messages
     * @param checksum the CRC-32C of all bytes
     */
    record Total(long bytes, long messages, long checksum) {}

    /** @param isClient whether this end masks its frames */
    LongMessages(Socket socket, boolean isClient) throws IOException {
        this.isClient = isClient;
        out = socket.getOutputStream();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BLOCK_BYTES));
    }

    /**
     * Sends messages.
     *
     * @param messageBytes the length of each message, a multiple of that of a frame
     * @param frameBytes the length of each frame, a multiple of that of a block
     */
    Total send(long messages, long messageBytes, int frameBytes) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] pattern = new byte[BLOCK_BYTES];
        new Random(1).nextBytes(pattern);
        byte[] masked = pattern.clone();
        mask(masked, 0, masked.length, KEY, 0);
        long number = 0;
        for (long message = 0; message < messages; message++) {
            for (long sent = 0; sent < messageBytes; sent += frameBytes) {
                writeHead(sent == 0 ? BINARY : CONTINUATION, sent + frameBytes == messageBytes, frameBytes);
                for (int at = 0; at < frameBytes; at += BLOCK_BYTES) {
                    ByteBuffer.wrap(pattern).putLong(number);
                    ByteBuffer.wrap(masked).putLong(number ^ ((long) KEY << Integer.SIZE | KEY & 0xFFFF_FFFFL));
                    number++;
                    checksum.update(pattern);
                    out.write(isClient ? masked : pattern);
                }
            }
        }
        return new Total(messages * messageBytes, messages, checksum.getValue());
    }

    private void writeHead(int opcode, boolean isLast, long length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD_BYTES);
        head.put((byte) (isLast ? FIN | opcode : opcode));
        int mask = isClient ? MASKED : 0;
        if (length < LENGTH_16) {
            head.put((byte) (mask | length));
        } else {
            head.put((byte) (mask | LENGTH_64)).putLong(length);
        }
        if (isClient) {
            head.putInt(KEY);
        }
        out.write(head.array(), 0, head.position());
    }

    /** Receives messages, until a number of them is complete. Answers PINGs. */
    Total receive(long messages) throws IOException {
        CRC32C checksum = new CRC32C();
        long bytes = 0;
        long complete = 0;
        boolean isWithinMessage = false;
        while (complete < messages) {
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & ~MASKED;
            if (length == LENGTH_16) {
                length = in.readUnsignedShort();
            } else if (length == LENGTH_64) {
                length = in.readLong();
            }
            if (second >= MASKED == isClient) {
                throw new IOException("a frame " + (isClient ? "with" : "without") + " a mask");
            }
            int key = isClient ? 0 : in.readInt();
            int opcode = first & ~FIN;
            if (opcode == PING) {
                pong((int) length, key);
                continue;
            }
            if (opcode != (isWithinMessage ? CONTINUATION : BINARY)) {
                throw new IOException("an unexpected frame: " + Integer.toHexString(first));
            }
            readPayload(length, key, checksum);
            bytes += length;
            isWithinMessage = first < FIN;
            complete += isWithinMessage ? 0 : 1;
        }
        return new Total(bytes, complete, checksum.getValue());
    }

    private void readPayload(long length, int key, CRC32C checksum) throws IOException {
        for (long taken = 0; taken < length; ) {
            int next = (int) Math.min(block.length, length - taken);
            in.readFully(block, 0, next);
            mask(block, 0, next, key, taken);
            checksum.update(block, 0, next);
            taken += next;
        }
    }

    private void pong(int length, int key) throws IOException {
        byte[] payload = new byte[length];
        in.readFully(payload);
        mask(payload, 0, length, key, 0);
        writeHead(PONG, true, length);
        mask(payload, 0, length, isClient ? KEY : 0, 0);
        out.write(payload);
    }

    private static void mask(byte[] bytes, int begin, int end, int key, long position) {
        if (key == 0) {
            return;
        }
        int turned = Integer.rotateLeft(key, (int) (position % Integer.BYTES) * Byte.SIZE);
        for (int i = begin; i < end; i++) {
            bytes[i] ^= (byte) (turned >>> (Integer.BYTES - 1 - (i - begin) % Integer.BYTES) * Byte.SIZE);
        }
    }
}
