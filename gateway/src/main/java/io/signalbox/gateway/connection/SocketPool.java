package io.signalbox.gateway.connection;

import io.signalbox.client.WampException;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OpenConnection;
import io.signalbox.gateway.outgoing.OutgoingListener;
import io.signalbox.gateway.outgoing.OutgoingSocket;
import io.signalbox.gateway.outgoing.OutgoingStatus;
import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import io.signalbox.gateway.outgoing.SocketClose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sockets of one connection to a WebSocket server. Messages are sent over the open sockets in turn. Thread-safe; only {@link #send} and
 * {@link #awaitEnd} block.
 */
final class SocketPool implements RemoteEnd {
    /** States in the order in which one of them stands for the pool. */
    private static final List<State> MOST_ALIVE =
            List.of(State.OPEN, State.CONNECTING, State.WAITING, State.FAILED, State.STOPPED, State.INACTIVE);

    private final SocketEvents events;
    private final List<Slot> slots = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** Receiver of what happens to the sockets. The methods must not block. */
    interface SocketEvents {
        void opened(EventOrigin origin);

        void received(EventOrigin origin, WebSocketMessage message);

        void closed(EventOrigin origin, SocketClose close);

        void undelivered(WebSocketMessage message, String why);
    }

    SocketPool(int size, SocketEvents events, SlotSocket sockets) {
        this.events = events;
        for (int i = 0; i < size; i++) {
            Slot slot = new Slot(i);
            slot.socket = sockets.of(i, slot);
            slots.add(slot);
        }
    }

    /** Source of the socket of a slot. */
    interface SlotSocket {
        OutgoingSocket of(int slot, OutgoingListener listener);
    }

    @Override
    public void start() {
        slots.forEach(slot -> slot.socket.start());
    }

    @Override
    public void stop(int code, String reason) {
        slots.forEach(slot -> slot.socket.stop(code, reason));
        wake();
    }

    private synchronized void wake() {
        notifyAll();
    }

    @Override
    public synchronized void awaitEnd(long timeoutMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        for (long left = timeoutMillis; left > 0 && slots.stream().anyMatch(slot -> slot.current != null); ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }
    }

    @Override
    public void pause() {
        slots.forEach(slot -> slot.socket.pause());
    }

    @Override
    public void resume() {
        slots.forEach(slot -> slot.socket.resume());
    }

    /**
     * Sends a message over the next open socket with room.
     *
     * @param waitMillis time to wait for an open socket
     * @return the index of the socket
     * @throws WampException if no socket is open, or no open socket has room
     */
    int send(WebSocketMessage message, long waitMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        while (true) {
            Optional<Integer> slot = offer(message);
            if (slot.isPresent()) {
                return slot.get();
            }
            synchronized (this) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                if (leftMillis <= 0) {
                    throw new WampException(
                            ConnectionErrors.NOT_CONNECTED, "no socket of the connection is open: " + why());
                }
                if (slots.stream().noneMatch(one -> one.isOpen)) {
                    wait(leftMillis);
                }
            }
        }
    }

    /** Returns the socket that has taken the message; empty if none is open. */
    private Optional<Integer> offer(WebSocketMessage message) {
        boolean isFull = false;
        int first = turn.getAndIncrement();
        for (int i = 0; i < slots.size(); i++) {
            int slot = Math.floorMod(first + i, slots.size());
            switch (slots.get(slot).socket.offer(message)) {
                case TAKEN -> {
                    return Optional.of(slot);
                }
                case FULL -> isFull = true;
                case NOT_CONNECTED -> {}
            }
        }
        if (isFull) {
            throw new WampException(
                    ConnectionErrors.SEND_BUFFER_FULL, "as many bytes wait as 'buffer.max_bytes' permits");
        }
        return Optional.empty();
    }

    private String why() {
        ConnectionStatus status = status();
        return status.lastError().orElse("it is " + status.state().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public ConnectionStatus status() {
        List<OutgoingStatus> all =
                slots.stream().map(slot -> slot.socket.status()).toList();
        OutgoingStatus first = all.stream()
                .min(Comparator.comparingInt(status -> MOST_ALIVE.indexOf(status.state())))
                .orElseThrow();
        return new ConnectionStatus(
                first.state(),
                first.sinceMillis(),
                all.stream().mapToLong(OutgoingStatus::reconnects).sum(),
                all.stream().flatMap(status -> status.lastError().stream()).findFirst(),
                (int) all.stream()
                        .filter(status -> status.state() == State.OPEN)
                        .count(),
                all.stream().mapToLong(OutgoingStatus::bufferedBytes).sum(),
                List.of());
    }

    /** One socket. Its events come one after the other. */
    private final class Slot implements OutgoingListener {
        private final int index;

        /** Set before the start. */
        private OutgoingSocket socket;

        private volatile boolean isOpen;

        /** Connection whose end has not been reported; null if there is none. */
        private volatile Origin current;

        Slot(int index) {
            this.index = index;
        }

        @Override
        public void opened(OpenConnection connection) {
            Origin opened = new Origin(this, connection);
            current = opened;
            events.opened(opened);
        }

        @Override
        public void received(WebSocketMessage message) {
            events.received(current, message);
        }

        @Override
        public void closed(SocketClose close) {
            Origin ended = current;
            // A write of another thread may end a connection before it is reported.
            if (ended != null) {
                ended.end();
                events.closed(ended, close);
            }
            current = null;
            wake();
        }

        @Override
        public void changed(OutgoingStatus status) {
            isOpen = status.state() == State.OPEN;
            wake();
        }

        @Override
        public void undelivered(WebSocketMessage message, String why) {
            events.undelivered(message, why);
        }
    }

    /** One connection of a slot. Events that wait keep nothing of a connection that has ended. */
    private static final class Origin implements EventOrigin {
        private final Slot of;
        private final String subprotocol;

        /** Null when the connection has ended. */
        private volatile OpenConnection connection;

        Origin(Slot of, OpenConnection connection) {
            this.of = of;
            this.connection = connection;
            subprotocol = connection.subprotocol();
        }

        void end() {
            connection = null;
        }

        @Override
        public int slot() {
            return of.index;
        }

        @Override
        public String subprotocol() {
            return subprotocol;
        }

        @Override
        public void close(int code, String reason) {
            OpenConnection open = connection;
            if (open != null) {
                open.leave(code, reason);
            }
        }

        @Override
        public boolean reply(WebSocketMessage message) {
            return connection != null && of.socket.offer(message) == OutgoingSocket.Offer.TAKEN;
        }
    }
}
