package io.signalbox.router.meta;

import io.signalbox.router.session.RegistrationDetails;
import io.signalbox.router.session.SubscriptionDetails;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Dictionaries that describe subscriptions and registrations in the meta API. */
final class MetaDetails {
    private MetaDetails() {}

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
