package io.signalbox.router.meta;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RegistrationDetails;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SubscriptionDetails;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Dictionaries that describe sessions, subscriptions and registrations in the meta API. */
final class MetaDetails {
    private MetaDetails() {}

    /** Contains no request headers, cookies or credentials. */
    static Map<String, Object> of(RouterSession session) {
        Principal principal = session.principal();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("session", session.id());
        details.put("authid", principal.authid());
        details.put("authrole", principal.role().name());
        details.put("authmethod", principal.authmethod());
        details.put("authprovider", principal.authprovider());
        details.put("transport", transport(session.connection().peer()));
        return details;
    }

    private static Map<String, Object> transport(PeerInfo peer) {
        Map<String, Object> transport = new LinkedHashMap<>();
        transport.put("id", peer.listener());
        transport.put("peer", peer.address());
        transport.put("protocol", peer.transport());
        transport.put("serializer", peer.format().wireName());
        transport.put("secure", peer.secure());
        return transport;
    }

    static Map<String, Object> of(SubscriptionDetails subscription) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", subscription.id());
        details.put(
                "created", Instant.ofEpochMilli(subscription.createdMillis()).toString());
        details.put("uri", subscription.uri());
        details.put("match", subscription.match().wireName());
        return details;
    }

    static Map<String, Object> of(RegistrationDetails registration) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("id", registration.id());
        details.put(
                "created", Instant.ofEpochMilli(registration.createdMillis()).toString());
        details.put("uri", registration.uri());
        details.put("match", registration.match().wireName());
        details.put("invoke", registration.invoke().wireName());
        return details;
    }
}
