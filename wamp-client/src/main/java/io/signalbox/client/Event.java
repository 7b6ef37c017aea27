package io.signalbox.client;

import io.signalbox.client.value.Arguments;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Event of a topic.
 *
 * <pre>{@code
 * session.subscribe("com.example.temperature", event ->
 *         System.out.println(event.topic() + ": " + event.arg(0, Double.class)));
 * }</pre>
 */
public final class Event implements Received {
    private final String subscribedTopic;
    private final long publicationId;
    private final Arguments arguments;
    private final Map<String, Object> details;

    Event(String subscribedTopic, long publicationId, Arguments arguments, Map<String, Object> details) {
        this.subscribedTopic = subscribedTopic;
        this.publicationId = publicationId;
        this.arguments = arguments;
        this.details = details;
    }

    @Override
    public Arguments arguments() {
        return arguments;
    }

    @Override
    public Map<String, Object> details() {
        return details;
    }

    /** Returns the topic of the publication, which for a pattern is another one than the topic of the subscription. */
    public String topic() {
        return new Details(details).text("topic").orElse(subscribedTopic);
    }

    /** Returns the id of the publication. */
    public long publicationId() {
        return publicationId;
    }

    /** Returns the session id of the publisher, if the router discloses it. */
    public OptionalLong publisher() {
        return new Details(details).number("publisher");
    }

    /** Returns the authid of the publisher, if the router discloses it. */
    public Optional<String> publisherAuthid() {
        return new Details(details).text("publisher_authid");
    }

    /** Returns the role of the publisher, if the router discloses it. */
    public Optional<String> publisherAuthrole() {
        return new Details(details).text("publisher_authrole");
    }

    /** Returns the trust level of the publication, if the router assigns one. */
    public OptionalLong trustLevel() {
        return new Details(details).number("trustlevel");
    }

    /** Returns whether the event was published before the subscription, and was retained by the router. */
    public boolean isRetained() {
        return new Details(details).flag("retained");
    }

    @Override
    public String toString() {
        return "Event[topic=" + topic() + ", " + arguments + "]";
    }
}
