package io.signalbox.router.realm;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reference model of a broker, without indexes. */
final class TopicModel {
    private final Expected expected;
    private final List<Topic> topics = new ArrayList<>();

    TopicModel(Expected expected) {
        this.expected = expected;
    }

    private record Topic(long id, MatchPolicy match, String uri, List<ModelPeer> subscribers) {}

    /** @param given the id that the broker assigned; used for a new subscription only */
    void subscribe(ModelPeer peer, MatchPolicy match, String uri, long given) {
        Topic topic = null;
        for (Topic known : topics) {
            if (known.match == match && known.uri.equals(uri)) {
                topic = known;
            }
        }
        if (topic == null) {
            topic = new Topic(given, match, uri, new ArrayList<>());
            topics.add(topic);
        }
        if (!topic.subscribers.contains(peer)) {
            topic.subscribers.add(peer);
        }
        expected.message(peer, "SUBSCRIBED " + peer.lastRequest + " " + topic.id);
    }

    void unsubscribe(ModelPeer peer, long subscription) {
        for (Topic topic : List.copyOf(topics)) {
            if (topic.id == subscription && topic.subscribers.contains(peer)) {
                leave(peer, topic);
                expected.message(peer, "UNSUBSCRIBED " + peer.lastRequest);
                return;
            }
        }
        expected.message(peer, "ERROR " + peer.lastRequest + " wamp.error.no_such_subscription");
    }

    void publish(ModelPeer publisher, String uri, String payload, boolean excludesMe, Set<Long> excluded) {
        expected.message(publisher, "PUBLISHED " + publisher.lastRequest);
        for (Topic topic : topics) {
            if (!Matching.matches(topic.match, topic.uri, uri)) {
                continue;
            }
            for (ModelPeer peer : topic.subscribers) {
                if (!excluded.contains(peer.id()) && !(excludesMe && peer == publisher)) {
                    expected.message(peer, "EVENT " + topic.id + " " + payload);
                }
            }
        }
    }

    void leave(ModelPeer peer) {
        for (Topic topic : List.copyOf(topics)) {
            leave(peer, topic);
        }
    }

    private void leave(ModelPeer peer, Topic topic) {
        topic.subscribers.remove(peer);
        if (topic.subscribers.isEmpty()) {
            topics.remove(topic);
        }
    }
}
