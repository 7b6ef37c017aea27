package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.io.SendBuffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selectors, threads and timers that all connecting transports of a process share. Connections are read and written in the
 * rounds of the selectors, so that a connection needs no thread. Thread-safe.
 */
public final class ConnectingSelectors {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectingSelectors.class);
    private static final int SPARE_THREADS = 3;
    private static final int IDLE_MILLIS = 60_000;
    private static final int SPARE_MILLIS = 1_000;

    private final String name;
    private final TransportCounters counters;
    private final QueuedThreadPool threads;
    private final Scheduler timer;
    private final ByteBufferPool buffers;
    private final HostLookup lookup;
    private final Sockets sockets;

    /**
     * Creates selectors that are not started.
     *
     * @param name prefix of the names of the threads
     * @param selectors number of selectors, each with a thread; at least 1
     */
    public ConnectingSelectors(String name, int selectors, TransportCounters counters) {
        this(name, selectors, counters, InetAddress::getAllByName, new ArrayByteBufferPool());
    }

    ConnectingSelectors(
            String name, int selectors, TransportCounters counters, HostLookup lookup, ByteBufferPool buffers) {
        this.name = name;
        this.counters = counters;
        this.lookup = lookup;
        this.buffers = buffers;
        threads = new QueuedThreadPool(selectors + SPARE_THREADS, 1, IDLE_MILLIS, new LinkedBlockingQueue<>());
        threads.setName(name);
        // The thread must not have the class loader of the caller, which may be that of a component.
        timer = new ScheduledExecutorScheduler(name + "-timer", true, ConnectingSelectors.class.getClassLoader());
        sockets = new Sockets(threads, timer, selectors);
    }

    /** Starts the threads and the timers. */
    public void start() throws IOException {
        try {
            threads.start();
            timer.start();
            sockets.start();
        } catch (Exception e) {
            stop();
            throw new IOException("the selectors '" + name + "' cannot be started: " + e.getMessage(), e);
        }
    }

    /** Closes all sockets and stops the threads. Called when all connectors have been stopped. Idempotent. */
    public void stop() {
        stop(sockets::stop);
        stop(timer::stop);
        stop(threads::stop);
    }

    private void stop(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.warn("selectors={} did not stop cleanly: {}", name, e.toString());
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    Scheduler timer() {
        return timer;
    }

    Executor executor() {
        return threads;
    }

    /** Lookup of the addresses of a host, which may block. */
    interface HostLookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    HostLookup lookup() {
        return lookup;
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    /** Returns the number of sockets that are connecting or open. */
    public int openSockets() {
        return sockets.getTotalKeys();
    }

    /** Runs a task later. Returns the timer, which ends with the first run. */
    public Scheduler.Task after(long millis, Runnable task) {
        return timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the timer for the delays of {@link Reconnection}. */
    public Reconnection.Timer reconnectTimer() {
        return (millis, task) -> {
            Scheduler.Task delayed = after(millis, task);
            return delayed::cancel;
        };
    }

    /**
     * Connects a socket. The socket is closed if the opening fails, now or later.
     *
     * @param timeoutMillis the time that is left for the opening; at least 1
     * @param explained explains a failure to connect
     * @param first creates the first connection of Jetty over the connected socket
     */
    void open(
            SocketAddress address,
            int sendBufferBytes,
            long timeoutMillis,
            ClientOpening<?> opening,
            ConnectProblem.Explanation explained,
            Function<EndPoint, Connection> first) {
        if (!sockets.isRunning()) {
            opening.fail(
                    ConnectFailure.Kind.CANCELED,
                    "cannot be connected to: the selectors '" + name + "' are not running",
                    "start the selectors before the transports",
                    null);
            return;
        }
        Socket socket = new Socket(opening, sendBufferBytes, explained, first);
        try {
            SocketChannel channel = address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            socket.created(channel);
            channel.configureBlocking(false);
            if (!(address instanceof UnixDomainSocketAddress)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            if (sendBufferBytes > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SendBuffer.firstBytes(sendBufferBytes));
            }
            if (channel.connect(address)) {
                sockets.accept(channel, socket);
            } else {
                sockets.connect(channel, socket, timeoutMillis);
            }
        } catch (Throwable failure) {
            socket.failed(failure);
        }
    }

    /** One socket, from its creation to the outcome of the opening. */
    private final class Socket {
        private final ClientOpening<?> opening;
        private final int sendBufferBytes;
        private final ConnectProblem.Explanation explained;
        private final Function<EndPoint, Connection> first;

        Socket(
                ClientOpening<?> opening,
                int sendBufferBytes,
                ConnectProblem.Explanation explained,
                Function<EndPoint, Connection> first) {
            this.opening = opening;
            this.sendBufferBytes = sendBufferBytes;
            this.explained = explained;
            this.first = first;
        }

        void created(SocketChannel channel) {
            opening.outcome().whenComplete((connection, failure) -> {
                if (failure != null) {
                    close(channel);
                }
            });
        }

        private void close(SocketChannel channel) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("a socket of a failed attempt cannot be closed: {}", e.toString());
            }
            sockets.release();
        }

        Connection connected(EndPoint endPoint) {
            opening.outcome().whenComplete((connection, failure) -> {
                if (failure != null) {
                    endPoint.close();
                }
            });
            try {
                return first.apply(endPoint);
            } catch (Throwable failure) {
                failed(failure);
                throw failure;
            }
        }

        void failed(Throwable failure) {
            ConnectProblem problem = explained.of(failure);
            opening.fail(problem.kind(), problem.problem(), problem.remedy(), failure);
        }
    }

    private final class Sockets extends SelectorManager {
        private final Map<ManagedSelector, SelectRound> rounds = new ConcurrentHashMap<>();

        Sockets(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        /**
         * Connects with a timer of Jetty, which Jetty reads from this object. The timer is there to be released: the opening
         * has a timer of its own, which ends first.
         */
        synchronized void connect(SocketChannel channel, Socket socket, long timeoutMillis) {
            setConnectTimeout(timeoutMillis + SPARE_MILLIS);
            connect(channel, socket);
        }

        /** Wakes the selectors up, because the system keeps a closed socket until its selector has removed the key. */
        void release() {
            for (ManagedSelector selector : getBeans(ManagedSelector.class)) {
                selector.submit(woken -> {});
            }
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            SelectRound round = rounds.computeIfAbsent(selector, one -> new SelectRound(one, counters));
            Socket socket = (Socket) key.attachment();
            SendBuffer sendBuffer = new SendBuffer((SocketChannel) channel, socket.sendBufferBytes);
            return new RoundEndPoint(sendBuffer, selector, key, getScheduler(), round);
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment) {
            return ((Socket) attachment).connected(endPoint);
        }

        @Override
        protected void connectionFailed(SelectableChannel channel, Throwable failure, Object attachment) {
            ((Socket) attachment).failed(failure);
        }
    }
}
