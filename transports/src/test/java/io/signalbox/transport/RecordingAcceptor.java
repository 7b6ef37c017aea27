package io.signalbox.transport;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Remembers what every connection delivers, and has each message answered as the test wants. */
public final class RecordingAcceptor implements ConnectionAcceptor {

    /** What a test does with a message, within its delivery. */
    public interface Reaction {
        void onMessage(Accepted accepted, Publish publish, FlushBatch flushes);
    }

    /** What {@link Accepted#stuff} sends, without the head. */
    public static final int STUFFING_BYTES = 8 << 20;

    private static final Payload KILOBYTE = payload(1024);
    private static final Payload MORE_THAN_THE_SYSTEM_BUFFERS = payload(STUFFING_BYTES);

    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private volatile Reaction reaction = (connection, publish, flushes) -> {};
    private volatile Consumer<Accepted> greeting = one -> {};
    private volatile boolean aborting;
    private volatile boolean closingLate;
    private volatile Occasion faultyOccasion;
    private volatile Supplier<Throwable> fault;

    private static Payload payload(int bytes) {
        return TestHost.SERIALIZERS.of(WireFormat.JSON).payload(List.of("x".repeat(bytes)), Map.of());
    }

    public void react(Reaction wanted) {
        reaction = wanted;
    }

    /** Has the acceptor do this to each connection before it returns the listener. */
    public void greet(Consumer<Accepted> wanted) {
        greeting = wanted;
    }

    /** Sends every message back. */
    public void echo() {
        react(Accepted::reply);
    }

    /** Has every violation answered with ABORT and CLOSE. */
    public void abortViolators() {
        aborting = true;
    }

    /** Leaves a peer's CLOSE to the test. */
    public void closeLate() {
        closingLate = true;
    }

    public List<Accepted> accepted() {
        return accepted;
    }

    /** The only connection so far. */
    public Accepted only() {
        if (accepted.size() != 1) {
            throw new IllegalStateException(accepted.size() + " connections");
        }
        return accepted.get(0);
    }

    /** When a listener throws. */
    public enum Occasion {
        ACCEPT,
        MESSAGE,
        VIOLATION,
        PEER_CLOSES,
        SLOW,
        CLOSED
    }

    /** Has what belongs to any connection but the first throw this on one occasion. */
    public void fail(Occasion occasion, Supplier<Throwable> thrown) {
        faultyOccasion = occasion;
        fault = thrown;
    }

    private void failAt(Occasion occasion, Accepted one) {
        if (occasion == faultyOccasion && accepted.indexOf(one) > 0) {
            AllSteps.rethrow(fault.get());
        }
    }

    @Override
    public ConnectionListener accept(WampConnection connection) {
        Accepted one = new Accepted(connection);
        accepted.add(one);
        greeting.accept(one);
        failAt(Occasion.ACCEPT, one);
        return one;
    }

    /** The router's side of one connection. */
    public final class Accepted implements ConnectionListener {
        private final WampConnection connection;
        private final List<Long> requests = Collections.synchronizedList(new ArrayList<>());
        private final List<String> violations = new CopyOnWriteArrayList<>();
        private final List<CloseReason> closings = new CopyOnWriteArrayList<>();
        private final List<String> peerCloses = new CopyOnWriteArrayList<>();
        private final List<String> ends = new CopyOnWriteArrayList<>();
        private final List<SlowConsumer.Policy> slow = new CopyOnWriteArrayList<>();
        private final List<WampMessage> tooLong = new CopyOnWriteArrayList<>();
        private volatile boolean delivering;
        private volatile boolean overlapped;

        private Accepted(WampConnection connection) {
            this.connection = connection;
        }

        public WampConnection connection() {
            return connection;
        }

        /** The ids of the messages so far. */
        public List<Long> requests() {
            synchronized (requests) {
                return List.copyOf(requests);
            }
        }

        public List<String> violations() {
            return violations;
        }

        /** Ends it as the transport had asked for with its violation. */
        public void abort() {
            connection.send(OutboundFrame.single(new Abort(Map.of(), "wamp.error.protocol_violation", Payload.EMPTY)));
            connection.close(closings.get(0));
        }

        /** What the peer has closed with. */
        public List<String> peerCloses() {
            return peerCloses;
        }

        public List<String> ends() {
            return ends;
        }

        /** What was applied because the peer was too slow. */
        public List<SlowConsumer.Policy> slow() {
            return slow;
        }

        /** The messages that were not sent, because the peer does not accept their length. */
        public List<WampMessage> tooLong() {
            return tooLong;
        }

        /** Whether two deliveries ever ran at the same time, or one after the end. */
        public boolean overlapped() {
            return overlapped;
        }

        /** Sends an event of one kilobyte. */
        public void sendEvent(long publication) {
            if (connection.send(OutboundFrame.event(new Event(1, publication, Map.of(), KILOBYTE), false, true))) {
                connection.flush();
            }
        }

        /** Sends events until that much waits here, the system's buffers being full. */
        public void fillTo(long backlogBytes) {
            while (connection.backlogBytes() < backlogBytes) {
                sendEvent(2);
            }
        }

        /** Sends more than the system buffers, in one message, of which nothing waits in the outbox. */
        public void stuff() {
            connection.send(OutboundFrame.single(new Result(1, Map.of(), MORE_THAN_THE_SYSTEM_BUFFERS)));
            connection.flush();
        }

        /** Sends arguments and id back. */
        public void reply(Publish publish, FlushBatch flushes) {
            OutboundFrame frame = OutboundFrame.single(new Result(publish.request(), Map.of(), publish.payload()));
            if (connection.send(frame)) {
                flushes.touched(connection);
            }
        }

        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            enter();
            try {
                failAt(Occasion.MESSAGE, this);
                if (message instanceof Publish publish) {
                    requests.add(publish.request());
                    reaction.onMessage(this, publish, flushes);
                }
            } finally {
                delivering = false;
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            enter();
            closings.add(closing);
            violations.add(violation.getMessage());
            if (aborting) {
                abort();
            }
            delivering = false;
            failAt(Occasion.VIOLATION, this);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            enter();
            peerCloses.add(why);
            delivering = false;
            failAt(Occasion.PEER_CLOSES, this);
            if (!closingLate) {
                connection.close(CloseReason.NORMAL);
            }
        }

        @Override
        public void onSlow(SlowConsumer.Policy applied) {
            slow.add(applied);
            failAt(Occasion.SLOW, this);
        }

        @Override
        public void onTooLong(WampMessage message) {
            tooLong.add(message);
        }

        @Override
        public void onClosed(String why) {
            overlapped |= delivering;
            ends.add(why);
            failAt(Occasion.CLOSED, this);
        }

        private void enter() {
            overlapped |= delivering || !ends.isEmpty();
            delivering = true;
        }
    }
}
