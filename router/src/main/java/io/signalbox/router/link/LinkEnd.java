package io.signalbox.router.link;

import io.signalbox.client.MessageReceiver;
import io.signalbox.client.MessageSender;
import io.signalbox.client.SessionDetails;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.session.Timers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * One end of a link: its session at one of the two routers. Finds the receiver of each message of this router. Thread-safe; the
 * receivers run on the thread that reads the connection, one after the other.
 */
final class LinkEnd implements MessageReceiver {
    /** Requests that wait for their answers, by request id. */
    private final Map<Long, Waiting> requests = new ConcurrentHashMap<>();

    /** Receivers of events, by subscription id. */
    private final Map<Long, BiConsumer<Event, FlushBatch>> subscriptions = new ConcurrentHashMap<>();

    /** Told of subscriptions and registrations that the router has ended, by id. */
    private final Map<Long, LongConsumer> revocations = new ConcurrentHashMap<>();

    /** Procedures and patterns, by registration id. */
    private final Map<Long, UriPattern> procedures = new ConcurrentHashMap<>();

    /** The oldest request at the last call of {@link #unansweredSinceLastCall}, whose calls follow each other; 0 for none. */
    private volatile long oldestId;

    // Set before the first request.
    private volatile MessageSender sender;
    private volatile SessionDetails details;
    private volatile String node;
    private volatile boolean appliesReceivers;
    private volatile CallForwarding invoked;
    private volatile CallForwarding called;

    /** Request with the receiver of its answer. */
    private record Waiting(MessageType type, Consumer<RouterMessage> receiver) {
        boolean isWatched() {
            return type != MessageType.PUBLISH && !(receiver instanceof TimedRequest);
        }
    }

    /**
     * Sets the session.
     *
     * @param sessionNode the id of the node of the router
     * @param acceptsForwardFor whether the router treats the session as a link
     */
    void joined(WampSession session, String sessionNode, boolean acceptsForwardFor) {
        appliesReceivers = acceptsForwardFor;
        details = session.details();
        node = sessionNode;
        sender = session.sender();
    }

    /**
     * Sets what forwards the calls.
     *
     * @param fromHere forwards the invocations of this end
     * @param toHere makes its calls at this end
     */
    void forwardWith(CallForwarding fromHere, CallForwarding toHere) {
        invoked = fromHere;
        called = toHere;
    }

    /** Returns the id of the node of the router, never empty. */
    String node() {
        return node;
    }

    /** Returns whether the router applies the lists of authids and authroles of a forwarded event to its subscribers. */
    boolean appliesReceivers() {
        return appliesReceivers;
    }

    long session() {
        return details.sessionId();
    }

    boolean announces(String role, String feature) {
        return details.announces(role, feature);
    }

    MessageSender sender() {
        return sender;
    }

    /**
     * Returns the procedure of an invocation of this end. The procedure in the details counts only for a pattern that it matches, so
     * that the router calls nothing but the procedures that the link has registered.
     *
     * @return null if the link does not have the registration, or the registration does not match the procedure
     */
    String procedure(Invocation invocation) {
        UriPattern registered = procedures.get(invocation.registration());
        if (registered == null || registered.match() == MatchPolicy.EXACT) {
            return registered == null ? null : registered.uri();
        }
        String called = Passed.text(invocation.details(), "procedure");
        return registered.matches(called) ? called : null;
    }

    /**
     * Sends a request at once.
     *
     * @param answer gets the answer, or is never called if the session ends before
     */
    void request(LongFunction<ClientMessage> message, Consumer<RouterMessage> answer) {
        sender.request(id -> waiting(id, message.apply(id), answer));
    }

    private ClientMessage waiting(long id, ClientMessage message, Consumer<RouterMessage> answer) {
        requests.put(id, new Waiting(message.type(), answer));
        return message;
    }

    /**
     * Sends a request at once that the router has to answer in a time.
     *
     * @param answer gets the answer
     * @param late runs on a virtual thread if the answer does not arrive in time; a later answer is ignored
     */
    void request(
            LongFunction<ClientMessage> message,
            Consumer<RouterMessage> answer,
            Timers timers,
            long timeoutNanos,
            Runnable late) {
        TimedRequest timed = new TimedRequest(answer);
        timed.timer = timers.after(
                timeoutNanos, () -> Thread.ofVirtual().name("link-late").start(() -> {
                    Waiting waiting = requests.get(timed.id);
                    if (waiting != null && waiting.receiver() == timed && requests.remove(timed.id, waiting)) {
                        late.run();
                    }
                }));
        request(
                id -> {
                    timed.id = id;
                    return message.apply(id);
                },
                timed);
    }

    private static final class TimedRequest implements Consumer<RouterMessage> {
        private final Consumer<RouterMessage> answer;

        /** Set before the timer is read. */
        private volatile Timers.Timeout timer;

        /** Zero until the request is sent. */
        private volatile long id;

        TimedRequest(Consumer<RouterMessage> answer) {
            this.answer = answer;
        }

        @Override
        public void accept(RouterMessage message) {
            timer.cancel();
            answer.accept(message);
        }
    }

    /** Sends an event that the router acknowledges. Returns whether the event was sent. */
    boolean publish(LongFunction<ClientMessage> message, Consumer<RouterMessage> answer, FlushBatch flushes) {
        return sender.request(id -> waiting(id, message.apply(id), answer), flushes);
    }

    /**
     * Returns the type of the request that was the oldest one without an answer at the last call, and still is. A router with many
     * requests to answer is not late as long as it answers the oldest one. A request with a time of its own does not count, nor does
     * an event: a router may deliver events without acknowledging any.
     */
    Optional<MessageType> unansweredSinceLastCall() {
        Waiting oldest = requests.get(oldestId);
        if (oldest != null) {
            return Optional.of(oldest.type());
        }
        oldestId = requests.entrySet().stream()
                .filter(request -> request.getValue().isWatched())
                .mapToLong(Map.Entry::getKey)
                .min()
                .orElse(0);
        return Optional.empty();
    }

    /** @param revoked is told if the router ends the subscription */
    void subscribed(long subscription, BiConsumer<Event, FlushBatch> events, LongConsumer revoked) {
        subscriptions.put(subscription, events);
        revocations.put(subscription, revoked);
    }

    void unsubscribed(long subscription) {
        subscriptions.remove(subscription);
        revocations.remove(subscription);
    }

    /** @param revoked is told if the router ends the registration */
    void registered(long registration, UriPattern procedure, LongConsumer revoked) {
        procedures.put(registration, procedure);
        revocations.put(-registration, revoked);
    }

    void unregistered(long registration) {
        procedures.remove(registration);
        revocations.remove(-registration);
    }

    @Override
    public boolean onMessage(WampMessage message, FlushBatch flushes) {
        switch (message) {
            case Event m -> {
                BiConsumer<Event, FlushBatch> receiver = subscriptions.get(m.subscription());
                if (receiver != null) {
                    receiver.accept(m, flushes);
                }
            }
            case Invocation m -> {
                if (sender == null) {
                    // The client refuses an invocation before the first registration.
                    return false;
                }
                invoked.invoked(m, flushes);
            }
            case Interrupt m -> invoked.interrupted(m, flushes);
            case Result m -> {
                if (!called.result(m, flushes)) {
                    answer(m.request(), m);
                }
            }
            case ErrorMessage m -> {
                if (m.requestType() != MessageType.CALL || !called.error(m, flushes)) {
                    answer(m.request(), m);
                }
            }
            case Published m -> answer(m.request(), m);
            case Subscribed m -> answer(m.request(), m);
            case Registered m -> answer(m.request(), m);
            case Unsubscribed m -> ended(m.request(), m, m.details().get("subscription"), 1);
            case Unregistered m -> ended(m.request(), m, m.details().get("registration"), -1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void answer(long request, RouterMessage message) {
        Waiting waiting = requests.remove(request);
        if (waiting != null) {
            waiting.receiver().accept(message);
        }
    }

    /** Handles the answer to a request, or the end of an item by the router (spec: Registration Revocation). */
    private void ended(long request, RouterMessage message, Object item, int sign) {
        if (request != 0) {
            answer(request, message);
        } else if (item instanceof Long id) {
            LongConsumer revoked = revocations.get(sign * id);
            if (revoked != null) {
                revoked.accept(id);
            }
        }
    }

    @Override
    public void onTooLong(WampMessage message) {
        if (message instanceof Call call) {
            called.tooLong(call);
        }
    }
}
