package io.signalbox.transport.io;

import io.signalbox.protocol.connection.ProxyTls;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * End point that is read and written in the rounds of its selector, on the selector's thread, once {@link #runInRounds}
 * has been called. HTTP before the upgrade uses the threads of Jetty.
 */
public final class RoundEndPoint extends SocketChannelEndPoint {
    private static final Logger LOG = LoggerFactory.getLogger(RoundEndPoint.class);

    /**
     * Longest single write, because the JDK copies a whole heap buffer for every write, however few bytes the socket
     * accepts.
     */
    private static final int MAX_WRITE_BYTES = 128 * 1024;

    private final SelectRound round;
    private final SendBuffer sendBuffer;
    private boolean sendBufferWasFull;
    private final AtomicReference<Scheduler.Task> handshakeTimeout = new AtomicReference<>();
    private volatile boolean runsInRounds;

    /** The client that a proxy in front of the port has named, or null. */
    private volatile SocketAddress client;

    /** The TLS that a proxy in front of the port has reported, or null. */
    private volatile ProxyTls proxyTls;

    /**
     * Bytes that an {@link EndWatch} has read, in front of those of the socket; null for none. The end of the watch publishes the field
     * to the next reader.
     */
    private ByteBuffer ahead;

    /** Runs whoever waits for the bytes that an {@link EndWatch} has read. */
    private Executor readers;

    private volatile boolean isWatched;

    /** Time of the last partial write that the system accepted. Read by another thread. */
    private volatile long lastTakenNanos = System.nanoTime();

    /** Creates the end point of an accepted socket. */
    public RoundEndPoint(
            SendBuffer sendBuffer, ManagedSelector selector, SelectionKey key, Scheduler scheduler, SelectRound round) {
        super(sendBuffer.channel(), selector, key, scheduler);
        this.sendBuffer = sendBuffer;
        this.round = round;
    }

    /** Returns the socket below an end point, such as the end point of TLS. */
    public static RoundEndPoint below(EndPoint endPoint) {
        EndPoint inner = endPoint;
        while (inner instanceof EndPoint.Wrapper wrapper) {
            inner = wrapper.unwrap();
        }
        return (RoundEndPoint) inner;
    }

    /** Sets the client of the proxy that is connected here: the remote address from now on. */
    public void client(SocketAddress named) {
        client = named;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        SocketAddress named = client;
        return named == null ? super.getRemoteSocketAddress() : named;
    }

    /** Sets the TLS between the client and the proxy that is connected here. */
    public void proxyTls(ProxyTls reported) {
        proxyTls = reported;
    }

    /** Returns the TLS that a proxy in front of the port has reported for an end point; empty without a report. */
    public static Optional<ProxyTls> proxyTls(EndPoint endPoint) {
        return Optional.ofNullable(below(endPoint).proxyTls);
    }

    /** Returns whether the client uses TLS up to the proxy that is connected here. */
    @Override
    public boolean isSecure() {
        return proxyTls != null;
    }

    /** Returns the TLS session of an end point; empty without TLS up to this node. */
    public static Optional<SSLSession> tls(EndPoint endPoint) {
        return Optional.ofNullable(endPoint.getSslSessionData()).map(EndPoint.SslSessionData::sslSession);
    }

    public SelectRound round() {
        return round;
    }

    /**
     * Returns the time at which the system last accepted a part of a long write, by {@link System#nanoTime}.
     * Distinguishes a slow peer from a stuck one. Thread-safe.
     */
    public long lastTakenNanos() {
        return lastTakenNanos;
    }

    /** Sets whether short writes leave at once. Without effect for a Unix domain socket. */
    public void tcpNoDelay(boolean isSet) {
        SocketChannel channel = sendBuffer.channel();
        if (!channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            return;
        }
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, isSet);
        } catch (IOException e) {
            LOG.debug("TCP_NODELAY of a socket cannot be set: {}", e.toString());
        }
    }

    /** Runs all further reads and writes in the rounds of the selector, never on another thread. */
    public void runInRounds() {
        runsInRounds = true;
    }

    /** Sets the task that closes this socket if the first request does not arrive in time. */
    public void handshakeTimeout(Scheduler.Task task) {
        handshakeTimeout.set(task);
    }

    /** Cancels the handshake time-out. Called when a request head has arrived, or the socket is closed. */
    public void endHandshakeTimeout() {
        Scheduler.Task task = handshakeTimeout.getAndSet(null);
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public Runnable onSelected() {
        Runnable task = super.onSelected();
        return task == null || !runsInRounds ? task : round.inRound(task);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        return ahead == null ? super.fill(buffer) : takeAhead(buffer);
    }

    private int takeAhead(ByteBuffer buffer) {
        int taken = BufferUtil.append(buffer, ahead);
        if (!ahead.hasRemaining()) {
            ahead = null;
        }
        return taken;
    }

    /** Returns the number of bytes that the next reads get without the socket. */
    int aheadBytes() {
        return ahead == null ? 0 : ahead.remaining();
    }

    /**
     * Reads the socket for later reads. Returns the number of bytes, which is 0 if none has arrived or the limit is reached, and -1 at
     * the end of the stream.
     */
    int readAhead(int limitBytes) throws IOException {
        if (ahead == null) {
            ahead = BufferUtil.allocate(limitBytes);
        }
        int read = ahead.remaining() >= limitBytes ? 0 : super.fill(ahead);
        if (!ahead.hasRemaining()) {
            ahead = null;
        }
        return read;
    }

    /** @param executor runs whoever waits for bytes after the watch */
    void beginWatch(EndWatch watch, Executor executor) {
        readers = executor;
        isWatched = true;
        tryFillInterested(watch);
    }

    /** Ends a watch, also if no byte has arrived. */
    void endWatch() {
        isWatched = false;
        getFillInterest().fillable();
    }

    @Override
    protected void needsFillInterest() {
        if (ahead == null || isWatched) {
            super.needsFillInterest();
        } else {
            // The socket does not become readable for bytes that are here already.
            readers.execute(getFillInterest()::fillable);
        }
    }

    /** Writes in parts of limited length, and enlarges the send buffer of the system for a peer that fills it. */
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = BufferUtil.remaining(buffers);
        boolean all = isLong(buffers) ? flushInBites(buffers) : super.flush(buffers);
        long taken = before - BufferUtil.remaining(buffers);
        // Few peers ever fill the buffer. Writes to all other peers do not touch this object.
        if (!all || sendBufferWasFull) {
            sendBufferWasFull = true;
            sendBuffer.written(taken, all);
        }
        if (!all && taken > 0) {
            lastTakenNanos = System.nanoTime();
        }
        return all;
    }

    private static boolean isLong(ByteBuffer... buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.remaining() > MAX_WRITE_BYTES) {
                return true;
            }
        }
        return false;
    }

    private boolean flushInBites(ByteBuffer... buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            int limit = buffer.limit();
            while (buffer.position() < limit) {
                buffer.limit(Math.min(limit, buffer.position() + MAX_WRITE_BYTES));
                boolean all;
                try {
                    all = super.flush(buffer);
                } finally {
                    buffer.limit(limit);
                }
                if (!all) {
                    return false;
                }
            }
        }
        return true;
    }
}
