package io.signalbox.client;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.RouterMessage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Event with options, which is published by {@link #send}, {@link #acknowledge} or {@link #acknowledgeAsync}. Confined to one
 * thread.
 *
 * <pre>{@code
 * session.newPublication("com.example.temperature")
 *         .args(21.5)
 *         .kwarg("room", "kitchen")
 *         .retain()
 *         .acknowledge();
 * }</pre>
 */
public final class Publication extends Request<Publication> {
    private final WampSession session;
    private final String topic;

    Publication(WampSession session, String topic) {
        this.session = session;
        this.topic = Objects.requireNonNull(topic, "topic");
    }

    /** Has this session receive the event too, if it has subscribed to the topic (spec: Publisher Exclusion). */
    public Publication includeMe() {
        return option("exclude_me", false);
    }

    /** Has the router keep the event for later subscribers (spec: Event Retention). */
    public Publication retain() {
        return option("retain", true);
    }

    /** Excludes sessions from the receivers (spec: Subscriber Black- and Whitelisting). */
    public Publication exclude(Collection<Long> sessions) {
        return option("exclude", List.copyOf(sessions));
    }

    /** Excludes the sessions of some authids from the receivers. */
    public Publication excludeAuthids(Collection<String> authids) {
        return option("exclude_authid", List.copyOf(authids));
    }

    /** Excludes the sessions of some roles from the receivers. */
    public Publication excludeAuthroles(Collection<String> authroles) {
        return option("exclude_authrole", List.copyOf(authroles));
    }

    /** Limits the receivers to some sessions. */
    public Publication eligible(Collection<Long> sessions) {
        return option("eligible", List.copyOf(sessions));
    }

    /** Limits the receivers to the sessions of some authids. */
    public Publication eligibleAuthids(Collection<String> authids) {
        return option("eligible_authid", List.copyOf(authids));
    }

    /** Limits the receivers to the sessions of some roles. */
    public Publication eligibleAuthroles(Collection<String> authroles) {
        return option("eligible_authrole", List.copyOf(authroles));
    }

    /** Sets the key that selects the subscribers of a sharded subscription (spec: Sharded Subscription). */
    public Publication routingKey(String key) {
        return option("rkey", key);
    }

    /**
     * Publishes the event without an acknowledgment. Does not wait. The router does not answer: an event that the router
     * refuses is lost.
     *
     * @throws WampException if the client has no session, or a limit is reached
     */
    public void send() {
        JoinedSession joined = session.joined();
        if (joined == null) {
            throw session.notConnected().here();
        }
        Payload payload = payload(joined);
        Map<String, Object> sent = options();
        joined.requests().sendUnanswered(id -> new Publish(id, sent, topic, payload));
    }

    /**
     * Publishes the event and waits for the acknowledgment of the router.
     *
     * @return the id of the publication
     * @throws WampException if the router or the client answers with an error
     */
    public long acknowledge() {
        return Blocking.await(acknowledgeAsync());
    }

    /** Publishes the event. The future ends with the acknowledgment of the router, and has the id of the publication. */
    public CompletableFuture<Long> acknowledgeAsync() {
        JoinedSession joined = session.joined();
        if (joined == null) {
            return CompletableFuture.failedFuture(session.notConnected());
        }
        Payload payload = payload(joined);
        Map<String, Object> sent = new LinkedHashMap<>(options());
        sent.put("acknowledge", true);
        PublishRequest request = new PublishRequest(joined);
        joined.requests().send(request, id -> new Publish(id, sent, topic, payload));
        return request;
    }

    private static final class PublishRequest extends PendingFuture<Long> implements PendingRequest {
        PublishRequest(JoinedSession joined) {
            super(joined.context().executor());
        }

        @Override
        public boolean isAnswer(RouterMessage message) {
            return message instanceof Published;
        }

        @Override
        public void answered(RouterMessage answer) {
            arrived(((Published) answer).publication());
        }

        @Override
        public void failed(WampException failure) {
            arrivedFailure(failure);
        }
    }
}
