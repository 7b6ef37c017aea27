package io.signalbox.router.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.Component;
import io.signalbox.client.ComponentContext;
import io.signalbox.client.SubscriptionOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Subscriber that sends each event to an HTTP server: {@code crossbar.bridge.rest.MessageForwarder}. Subscriptions do not delay one
 * another.
 */
final class MessageForwarder implements Component {
    private static final int CONCURRENCY = 1;

    private static final Set<String> KEYS = Set.of(
            "subscriptions",
            "method",
            "expectedcode",
            "debug",
            "sort_keys",
            "timeout",
            "retries",
            "max_response_bytes",
            "max_concurrency");
    private static final Set<String> SUBSCRIPTION_KEYS = Set.of("topic", "url", "match");
    private static final List<String> MATCHES = List.of("exact", "prefix", "wildcard");
    private static final int MAX_SUBSCRIPTIONS = 1_000;

    private final List<ForwardedTopic> topics = new ArrayList<>();
    private HttpExchanges exchanges;

    private record Source(String topic, SubscriptionOptions options, URI url) {}

    @Override
    public void start(ComponentContext context) throws InvalidExtra {
        Extra extra = new Extra(context.extra(), "extra", KEYS);
        List<Source> sources = sources(extra);
        HttpLimits limits = extra.limits(CONCURRENCY);
        ForwardedTopic.Form form = new ForwardedTopic.Form(
                extra.methodOr("method", "POST"),
                extra.numberOr("expectedcode", 100, 599, 0),
                extra.flagOr("sort_keys", true),
                extra.flagOr("debug", false));
        exchanges = new HttpExchanges(limits);
        for (Source source : sources) {
            ForwardedTopic topic = new ForwardedTopic(
                    context.id(), source.topic(), source.url(), form, exchanges, limits.concurrency());
            topics.add(topic);
            context.session().subscribe(source.topic(), source.options(), topic);
        }
    }

    private static List<Source> sources(Extra extra) throws InvalidExtra {
        JsonNode subscriptions = extra.value("subscriptions");
        if (!subscriptions.isArray() || subscriptions.isEmpty() || subscriptions.size() > MAX_SUBSCRIPTIONS) {
            throw new InvalidExtra("'extra.subscriptions' is no list of 1 to " + MAX_SUBSCRIPTIONS
                    + " objects; write objects with 'topic' and 'url'");
        }
        List<Source> sources = new ArrayList<>();
        for (JsonNode subscription : subscriptions) {
            Extra item = new Extra(subscription, "extra.subscriptions[" + sources.size() + "]", SUBSCRIPTION_KEYS);
            SubscriptionOptions options =
                    switch (item.oneOf("match", MATCHES, "exact")) {
                        case "prefix" -> SubscriptionOptions.PREFIX;
                        case "wildcard" -> SubscriptionOptions.WILDCARD;
                        default -> SubscriptionOptions.EXACT;
                    };
            sources.add(new Source(item.text("topic"), options, item.url("url")));
        }
        return sources;
    }

    @Override
    public void stop() throws InterruptedException {
        exchanges.close();
        topics.forEach(ForwardedTopic::close);
    }
}
