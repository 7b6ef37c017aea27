package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Finds permission rules of version 1 of the format, whose flags stand beside {@code uri}, and writes them in version 2. */
final class OldRuleCheck {
    private static final List<String> FLAGS = List.of("call", "register", "publish", "subscribe");

    void check(ConfigItem root) {
        for (ConfigItem worker : root.member("workers").elements()) {
            for (ConfigItem realm : worker.member("realms").elements()) {
                for (ConfigItem role : realm.member("roles").elements()) {
                    role.member("permissions").elements().forEach(OldRuleCheck::checkRule);
                }
            }
        }
    }

    private static void checkRule(ConfigItem rule) {
        List<String> flags =
                FLAGS.stream().filter(flag -> rule.member(flag).isPresent()).toList();
        if (flags.isEmpty()) {
            return;
        }
        String text = "the rule has the form of version 1: " + String.join(", ", flags) + " beside 'uri'";
        if (rule.member("allow").isAbsent()) {
            rule.refuse(text, "write " + inVersion2(rule.value(), flags));
        } else {
            rule.refuse(text, "move " + String.join(", ", flags) + " into 'allow'");
        }
    }

    private static JsonNode inVersion2(JsonNode rule, List<String> flags) {
        ObjectNode rewritten = JsonDocument.NODES.objectNode();
        rule.properties().stream()
                .filter(member -> !flags.contains(member.getKey()))
                .forEach(member -> rewritten.set(member.getKey(), member.getValue()));
        ObjectNode allow = rewritten.putObject("allow");
        flags.forEach(flag -> allow.set(flag, rule.path(flag)));
        return rewritten;
    }
}
