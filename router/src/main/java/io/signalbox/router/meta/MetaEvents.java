package io.signalbox.router.meta;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Subscriptions;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RegistrationDetails;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionDetails;
import io.signalbox.router.session.SubscriptionDetails;
import java.util.List;
import java.util.Map;

/**
 * Publisher of meta events (spec: Session Meta API, Subscriptions Meta API, Registration Meta API). Publishes an event
 * only if its topic has a subscriber. Publishes no events about subscriptions and registrations with reserved URIs,
 * because an event about a subscription to meta events would cause further events. Confined to the realm's loop.
 */
final class MetaEvents implements RealmObserver {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private final ServiceSession service;
    private final Subscriptions subscriptions;
    private boolean silent;

    MetaEvents(ServiceSession service, Subscriptions subscriptions) {
        this.service = service;
        this.subscriptions = subscriptions;
    }

    void setSilent(boolean newSilent) {
        silent = newSilent;
    }

    boolean isSilent() {
        return silent;
    }

    void joined(RouterSession session) {
        if (isWanted("wamp.session.on_join")) {
            publish("wamp.session.on_join", List.of(SessionDetails.of(session)));
        }
    }

    void left(RouterSession session) {
        if (isWanted("wamp.session.on_leave")) {
            publish(
                    "wamp.session.on_leave",
                    List.of(
                            session.id(),
                            session.principal().authid(),
                            session.role().name()));
        }
    }

    @Override
    public void subscriptionCreated(RouterSession session, SubscriptionDetails subscription) {
        if (isWanted("wamp.subscription.on_create", subscription.uri())) {
            publish("wamp.subscription.on_create", List.of(session.id(), MetaDetails.of(subscription)));
        }
    }

    @Override
    public void subscribed(RouterSession session, SubscriptionDetails subscription) {
        tell("wamp.subscription.on_subscribe", session, subscription);
    }

    @Override
    public void unsubscribed(RouterSession session, SubscriptionDetails subscription) {
        tell("wamp.subscription.on_unsubscribe", session, subscription);
    }

    @Override
    public void subscriptionDeleted(RouterSession session, SubscriptionDetails subscription) {
        tell("wamp.subscription.on_delete", session, subscription);
    }

    @Override
    public void registrationCreated(RouterSession session, RegistrationDetails registration) {
        if (isWanted("wamp.registration.on_create", registration.uri())) {
            publish("wamp.registration.on_create", List.of(session.id(), MetaDetails.of(registration)));
        }
    }

    @Override
    public void registered(RouterSession session, RegistrationDetails registration) {
        tell("wamp.registration.on_register", session, registration);
    }

    @Override
    public void unregistered(RouterSession session, RegistrationDetails registration) {
        tell("wamp.registration.on_unregister", session, registration);
    }

    @Override
    public void registrationDeleted(RouterSession session, RegistrationDetails registration) {
        tell("wamp.registration.on_delete", session, registration);
    }

    private void tell(String topic, RouterSession session, SubscriptionDetails subscription) {
        if (isWanted(topic, subscription.uri())) {
            publish(topic, List.of(session.id(), subscription.id()));
        }
    }

    private void tell(String topic, RouterSession session, RegistrationDetails registration) {
        if (isWanted(topic, registration.uri())) {
            publish(topic, List.of(session.id(), registration.id()));
        }
    }

    private boolean isWanted(String topic, String concernedUri) {
        return isWanted(topic) && !UriRules.isReserved(concernedUri);
    }

    private boolean isWanted(String topic) {
        return !silent && subscriptions.hasMatch(topic);
    }

    private void publish(String topic, List<?> arguments) {
        service.publish(topic, JSON.payload(arguments, Map.of()));
    }
}
