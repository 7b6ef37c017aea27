package io.signalbox.client;

import java.util.LinkedHashMap;
import java.util.Map;

/** Roles and features that the client announces in HELLO (spec: Feature Announcement). */
final class AnnouncedRoles {
    private AnnouncedRoles() {}

    /** Returns the entry {@code roles} of the details. */
    static Map<String, Object> dict() {
        Map<String, Object> roles = new LinkedHashMap<>();
        roles.put(
                "publisher",
                features(
                        "publisher_identification",
                        "publisher_exclusion",
                        "subscriber_blackwhite_listing",
                        "payload_passthru_mode"));
        roles.put(
                "subscriber",
                features(
                        "publisher_identification",
                        "pattern_based_subscription",
                        "subscription_revocation",
                        "event_retention",
                        "payload_passthru_mode"));
        roles.put(
                "caller",
                features(
                        "caller_identification",
                        "progressive_call_results",
                        "progressive_call_invocations",
                        "call_canceling",
                        "call_timeout",
                        "payload_passthru_mode"));
        roles.put(
                "callee",
                features(
                        "caller_identification",
                        "pattern_based_registration",
                        "shared_registration",
                        "registration_revocation",
                        "progressive_call_results",
                        "progressive_call_invocations",
                        "call_canceling",
                        "call_timeout",
                        "call_reroute",
                        "payload_passthru_mode"));
        return roles;
    }

    private static Map<String, Object> features(String... names) {
        Map<String, Object> features = new LinkedHashMap<>();
        for (String name : names) {
            features.put(name, true);
        }
        return Map.of("features", features);
    }
}
