package io.signalbox.router.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigDocument;
import java.util.Set;

/** Conversion of forms that Crossbar.io accepts and the schema does not: each becomes the form of the schema, with a warning. */
final class LooseForms {
    private static final Set<String> OF_ANONYMOUS = Set.of("role", "authid", "realm");

    void check(ConfigItem root) {
        for (ConfigItem worker : root.member("workers").elements()) {
            for (ConfigItem transport : worker.member("transports").elements()) {
                checkPort(transport.member("endpoint").member("port"));
                checkAnonymous(transport.member("auth").member("anonymous"));
                transport
                        .member("paths")
                        .members()
                        .forEach(path -> checkAnonymous(path.member("auth").member("anonymous")));
            }
        }
    }

    private static void checkPort(ConfigItem port) {
        if (port.text().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(port.text());
            port.warn("the port is a string", "write " + number + " without quotes");
            port.set(ConfigDocument.NODES.numberNode(number));
        }
    }

    private static void checkAnonymous(ConfigItem anonymous) {
        // Another key may be a misspelled 'type'.
        boolean isComplete = anonymous.members().stream().allMatch(member -> OF_ANONYMOUS.contains(member.name()));
        if (anonymous.value() instanceof ObjectNode && anonymous.member("type").isAbsent() && isComplete) {
            anonymous.warn("'type' is missing and defaults to 'static'", "add \"type\": \"static\"");
            anonymous.member("type").set(ConfigDocument.NODES.textNode("static"));
        }
    }
}
