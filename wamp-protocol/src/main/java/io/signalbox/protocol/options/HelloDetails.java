package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Details of HELLO.
 *
 * @param features the announced roles, at least one, each with its announced features
 * @param authmethods the offered authentication methods in the client's order; empty when absent
 * @param authextra additional data for the authentication method; empty when absent
 */
public record HelloDetails(
        Map<ClientRole, Set<String>> features,
        List<String> authmethods,
        Optional<String> authid,
        Optional<String> authrole,
        Optional<String> agent,
        Map<String, Object> authextra) {

    public static HelloDetails from(Map<String, Object> details) throws ProtocolViolation {
        OptionMap map = new OptionMap(details);
        List<String> authmethods = map.texts("authmethods");
        return new HelloDetails(
                features(new OptionMap(map.dict("roles"))),
                authmethods == null ? List.of() : List.copyOf(authmethods),
                map.text("authid"),
                map.text("authrole"),
                map.text("agent"),
                map.dict("authextra"));
    }

    private static Map<ClientRole, Set<String>> features(OptionMap roles) throws ProtocolViolation {
        Map<ClientRole, Set<String>> features = new EnumMap<>(ClientRole.class);
        for (ClientRole role : ClientRole.values()) {
            if (roles.map().get(role.wireName()) != null) {
                features.put(role, announced(new OptionMap(roles.dict(role.wireName()))));
            }
        }
        if (features.isEmpty()) {
            throw new ProtocolViolation(
                    "HELLO must announce at least one of the roles publisher, subscriber, caller, callee");
        }
        return features;
    }

    /** Returns the features whose value is the boolean true. */
    private static Set<String> announced(OptionMap role) throws ProtocolViolation {
        Set<String> announced = new HashSet<>();
        role.dict("features").forEach((feature, value) -> {
            if (Boolean.TRUE.equals(value)) {
                announced.add(feature);
            }
        });
        return announced;
    }

    /** Returns whether the client announces a feature for a role. */
    public boolean announces(ClientRole role, String feature) {
        return features.getOrDefault(role, Set.of()).contains(feature);
    }
}
