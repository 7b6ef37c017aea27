package io.signalbox.router.realm;

import io.signalbox.protocol.options.ClientRole;
import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.router.session.ClientFeatures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Features that the router announces in WELCOME, and features of clients that the router uses (spec: Feature
 * Announcement).
 */
final class Features {
    private static final List<String> BROKER = List.of(
            "publisher_identification",
            "publisher_exclusion",
            "subscriber_blackwhite_listing",
            "pattern_based_subscription",
            "event_retention",
            "event_history",
            "payload_passthru_mode");

    private static final List<String> DEALER = List.of(
            "progressive_call_results",
            "progressive_call_invocations",
            "call_timeout",
            "call_canceling",
            "caller_identification",
            "pattern_based_registration",
            "shared_registration",
            "registration_revocation",
            "call_reroute",
            "payload_passthru_mode");

    /** Announced only by a realm with the meta API. */
    private static final List<String> META_BROKER =
            List.of("session_meta_api", "subscription_meta_api", "subscription_revocation");

    private static final List<String> META_DEALER =
            List.of("session_meta_api", "registration_meta_api", "testament_meta_api");

    /** Older form of payload passthru, announced only by a realm that accepts it. */
    private static final String PAYLOAD_TRANSPARENCY = "payload_transparency";

    private Features() {}

    /** Returns the value of WELCOME.Details.roles. */
    static Map<String, Object> announced(boolean hasMetaApi, boolean takesOpaquePayloads) {
        List<String> broker = new ArrayList<>(BROKER);
        List<String> dealer = new ArrayList<>(DEALER);
        if (hasMetaApi) {
            broker.addAll(META_BROKER);
            dealer.addAll(META_DEALER);
        }
        if (takesOpaquePayloads) {
            broker.add(PAYLOAD_TRANSPARENCY);
            dealer.add(PAYLOAD_TRANSPARENCY);
        }
        return roles(broker, dealer);
    }

    private static Map<String, Object> roles(List<String> broker, List<String> dealer) {
        Map<String, Object> roles = new LinkedHashMap<>();
        roles.put("broker", Map.of("features", flags(broker)));
        roles.put("dealer", Map.of("features", flags(dealer)));
        return roles;
    }

    private static Map<String, Object> flags(List<String> features) {
        Map<String, Object> flags = new LinkedHashMap<>();
        for (String feature : features) {
            flags.put(feature, true);
        }
        return flags;
    }

    static ClientFeatures of(HelloDetails hello) {
        return new ClientFeatures(
                hello.announces(ClientRole.CALLER, "progressive_call_results"),
                hello.announces(ClientRole.CALLER, "progressive_call_invocations"),
                hello.announces(ClientRole.CALLEE, "progressive_call_results"),
                hello.announces(ClientRole.CALLEE, "progressive_call_invocations"),
                // The section on progressive call invocations of the specification spells the name with a double l.
                hello.announces(ClientRole.CALLEE, "call_canceling")
                        || hello.announces(ClientRole.CALLEE, "call_cancelling"),
                hello.announces(ClientRole.CALLEE, "call_timeout"),
                hello.announces(ClientRole.SUBSCRIBER, "subscription_revocation"),
                hello.announces(ClientRole.CALLEE, "registration_revocation"),
                hello.announces(ClientRole.PUBLISHER, "payload_passthru_mode"),
                hello.announces(ClientRole.CALLER, "payload_passthru_mode"),
                hello.announces(ClientRole.CALLEE, "payload_passthru_mode"),
                hello.announces(ClientRole.CALLER, PAYLOAD_TRANSPARENCY),
                hello.announces(ClientRole.CALLEE, PAYLOAD_TRANSPARENCY),
                hello.announces(ClientRole.CALLEE, "call_reroute"));
    }
}
