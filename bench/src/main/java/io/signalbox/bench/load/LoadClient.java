package io.signalbox.bench.load;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * WebSocket connection of a load program. Supports the part of RFC 6455 that a router without fragmentation needs.
 * Confined to its loop.
 */
final class LoadClient {

    /** Handler of a connection. Called on the loop. */
    interface Handler {
        void onOpen(LoadClient client);

        void onMessage(LoadClient client, WampMessage message);

        void onClosed(LoadClient client, String why);

        /** Called instead of {@link #onMessage} for each message of a client that only counts. */
        default void onCounted(LoadClient client) {}
    }

    /** Source of the messages of a client that sends without being told. */
    interface Source {
        /** Sends the next messages, if there are any. Called each time when all earlier messages have been sent. */
        void fill(LoadClient client);
    }

    private static final int RSV1 = 0x40;
    private static final int BINARY = 2;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final LoadLoop loop;
    private final Serializer serializer;
    private final Subprotocol subprotocol;
    /** Null if each frame is one message. */
    private final BatchFraming batches;

    private final ClientDeflate deflate;
    private final Handler handler;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final URI url;
    private final ByteSink scratch = new ByteSink(256);
    private final ByteSink out = new ByteSink(1024);
    private ByteBuffer in = ByteBuffer.allocate(16 << 10);
    private boolean touched;
    private boolean reading = true;
    private boolean upgraded;
    private boolean closed;
    private long requests;
    /** Null if the client sends only what it is told. */
    private Source source;

    private boolean counting;
    /** Remaining bytes of a message that is counted and not kept. */
    private long skipBytes;

    /**
     * @param batched whether the batched subprotocol of the serializer is used
     * @param deflate the compression, or null
     */
    LoadClient(LoadLoop loop, URI url, Serializer serializer, boolean batched, ClientDeflate deflate, Handler handler)
            throws IOException {
        this.deflate = deflate;
        this.loop = loop;
        this.url = url;
        this.serializer = serializer;
        this.subprotocol = new Subprotocol(serializer.format(), batched);
        this.batches = batched ? new BatchFraming(serializer.format()) : null;
        this.handler = handler;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, (Runnable) this::ready);
    }

    long nextRequest() {
        return ++requests;
    }

    void send(WampMessage message) {
        scratch.clear();
        encode(message);
        if (deflate != null && deflate.isFor(scratch.size())) {
            ByteSink compressed = deflate.compress(scratch.array(), scratch.size());
            frame(RSV1 | opcode(), compressed.array(), compressed.size());
        } else {
            frame(opcode(), scratch.array(), scratch.size());
        }
    }

    /** Sends messages in one frame. Only for a client of a batched subprotocol. */
    void sendBatch(List<WampMessage> messages) {
        scratch.clear();
        messages.forEach(this::encode);
        frame(opcode(), scratch.array(), scratch.size());
    }

    private void encode(WampMessage message) {
        if (batches == null) {
            serializer.encode(message, scratch);
        } else {
            int begin = batches.begin(scratch);
            serializer.encode(message, scratch);
            batches.end(scratch, begin);
        }
    }

    /** Stops reading. The client does not notice the end of the connection either. */
    void stopReading() {
        reading = false;
        key.interestOps(key.interestOps() & ~SelectionKey.OP_READ);
    }

    /** Sends frames that are already masked. */
    void write(byte[] frames) {
        write(frames, 0, frames.length);
    }

    /** Sends a part of frames that are masked already. */
    void write(byte[] frames, int offset, int length) {
        out.write(frames, offset, length);
        touch();
    }

    /** Returns the encoded form of a message. */
    byte[] framed(WampMessage message) {
        int before = out.size();
        scratch.clear();
        encode(message);
        ClientFrames.head(opcode(), scratch.size(), out);
        ClientFrames.mask(scratch.array(), scratch.size(), out);
        byte[] frame = Arrays.copyOfRange(out.array(), before, out.size());
        out.truncate(before);
        return frame;
    }

    /** Sends the head of a message of the given length, and {@code part} as its beginning. */
    void sendBeginning(int lengthBytes, byte[] part) {
        ClientFrames.head(opcode(), lengthBytes, out);
        ClientFrames.mask(part, part.length, out);
        touch();
    }

    /**
     * Sends the next part of a message. The length of each part except the last must be a multiple of four, because
     * of the mask.
     */
    void sendPart(byte[] part) {
        ClientFrames.mask(part, part.length, out);
        touch();
    }

    /** Sets the source of messages; null for none. */
    void sendFrom(Source from) {
        source = from;
        touch();
    }

    /** Counts the following messages, without keeping or decoding them. */
    void onlyCount() {
        counting = true;
        in = ByteBuffer.allocate(64 << 10).put(in.flip());
    }

    /** Returns whether everything has been sent and no source sends more. */
    boolean isDrained() {
        return out.size() == 0 && source == null;
    }

    /** Returns the bytes that the socket has not accepted yet. */
    int unsentBytes() {
        return out.size();
    }

    /** Closes without a close handshake. The handler is not called. */
    void cut() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        // Without lingering, the ports are free at once.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    private void ready() {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                requestUpgrade();
                return;
            }
            if (key.isWritable()) {
                key.interestOps(reading ? SelectionKey.OP_READ : 0);
                flush();
            }
            if (reading) {
                read();
            }
        } catch (IOException | ProtocolViolation e) {
            close(e.toString());
        }
    }

    void flush() {
        touched = false;
        if (closed) {
            return;
        }
        refill();
        if (out.size() == 0) {
            return;
        }
        try {
            int written = channel.write(ByteBuffer.wrap(out.array(), 0, out.size()));
            loop.wireBytes(written);
            int left = out.size() - written;
            System.arraycopy(out.array(), written, out.array(), 0, left);
            out.truncate(left);
            // One read per round of the loop, so that the other clients of the thread get their turn.
            refill();
            if (out.size() > 0) {
                key.interestOps(key.interestOps() | SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            close(e.toString());
        }
    }

    private void refill() {
        if (out.size() == 0 && source != null && upgraded) {
            source.fill(this);
        }
    }

    private void requestUpgrade() {
        byte[] request = ClientFrames.upgradeRequest(url, subprotocol, deflate);
        out.write(request, 0, request.length);
        flush();
    }

    private void read() throws IOException, ProtocolViolation {
        if (closed) {
            return;
        }
        int count = channel.read(in);
        if (count < 0) {
            close("end of stream");
            return;
        }
        loop.wireBytes(count);
        in.flip();
        if (!upgraded) {
            readUpgrade();
        }
        while (upgraded && !closed && nextFrame()) {
            continue;
        }
        in.compact();
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
        }
    }

    private void readUpgrade() {
        String head = new String(in.array(), 0, in.limit(), StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        if (!head.startsWith("HTTP/1.1 101")) {
            close(head.substring(0, head.indexOf('\r')));
            return;
        }
        if (deflate != null && !head.contains("Sec-WebSocket-Extensions: " + deflate.offer() + "\r\n")) {
            close("does not compress as offered");
            return;
        }
        in.position(end + 4);
        upgraded = true;
        handler.onOpen(this);
    }

    private boolean nextFrame() throws ProtocolViolation {
        if (skipBytes > 0) {
            int skipped = (int) Math.min(skipBytes, in.remaining());
            in.position(in.position() + skipped);
            skipBytes -= skipped;
            if (skipBytes > 0) {
                return false;
            }
            handler.onCounted(this);
        }
        int start = in.position();
        if (in.remaining() < 2) {
            return false;
        }
        int first = in.get(start) & 0xff;
        int length = in.get(start + 1) & 0x7f;
        int head = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (in.remaining() < head) {
            return false;
        }
        if (head == 4) {
            length = in.getShort(start + 2) & 0xffff;
        } else if (head == 10) {
            length = Math.toIntExact(in.getLong(start + 2));
        }
        if (counting && (first == (0x80 | TEXT) || first == (0x80 | BINARY))) {
            skipBytes = head + length;
            return true;
        }
        if (in.remaining() < head + length) {
            return false;
        }
        byte[] content = Arrays.copyOfRange(in.array(), start + head, start + head + length);
        in.position(start + head + length);
        take(first, content);
        return true;
    }

    private void take(int first, byte[] content) throws ProtocolViolation {
        switch (first) {
            case 0x80 | TEXT, 0x80 | BINARY -> takeMessages(content);
            case 0x80 | RSV1 | TEXT, 0x80 | RSV1 | BINARY -> takeMessages(deflate.inflate(content));
            case 0x80 | PING -> frame(PONG, content, content.length);
            case 0x80 | PONG -> {}
            case 0x80 | CLOSE ->
                close("close " + (content.length < 2 ? 1005 : (content[0] & 0xff) << 8 | content[1] & 0xff));
            default -> close("unexpected frame " + Integer.toHexString(first));
        }
    }

    private void takeMessages(byte[] content) throws ProtocolViolation {
        if (batches == null) {
            handler.onMessage(this, serializer.decode(content, 0, content.length));
            return;
        }
        BatchFraming.Batch batch = batches.split(content, 0, content.length);
        while (!closed && batch.next()) {
            handler.onMessage(this, serializer.decode(content, batch.offset(), batch.length()));
        }
    }

    private int opcode() {
        return opcode(serializer.format());
    }

    static int opcode(WireFormat format) {
        return format == WireFormat.JSON ? TEXT : BINARY;
    }

    private void frame(int opcode, byte[] content, int length) {
        ClientFrames.head(opcode, length, out);
        ClientFrames.mask(content, length, out);
        touch();
    }

    private void touch() {
        if (!touched) {
            touched = true;
            loop.touch(this);
        }
    }

    private void close(String why) {
        if (closed) {
            return;
        }
        try {
            cut();
        } catch (IOException e) {
            why = why + ", then " + e;
        }
        handler.onClosed(this, why);
    }
}
