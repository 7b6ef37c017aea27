package io.signalbox.router.config.worker;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Path;

/** Check of the links of a realm beyond the schema. Not thread-safe. */
public final class LinkCheck {
    private final ConnectingCheck transports;

    /** @param directory the directory of relative paths */
    public LinkCheck(SchemaDocument schema, Path directory) {
        transports = new ConnectingCheck(schema, directory);
    }

    /** Checks an element of {@code rlinks} of a realm, whose role is one of the realm. */
    public void check(ConfigItem link, ConfigItem realm) {
        transports.check(link.member("transport"));
        ConfigItem role = link.member("role");
        for (ConfigItem known : realm.member("roles").elements()) {
            boolean isNamed = role.isPresent() && known.member("name").text().equals(role.text());
            if (isNamed && !known.member("link").value().asBoolean()) {
                role.refuse(
                        "the role " + Quoted.text(role.text()) + " is not for links, so loops would not be noticed",
                        "add \"link\": true to the role; give the role to links only");
            }
        }
        ConfigItem mirror = link.member("mirror");
        for (ConfigItem topic : mirror.member("subscriptions").elements()) {
            checkUri(topic.member("topic"));
        }
        for (ConfigItem procedure : mirror.member("registrations").elements()) {
            checkUri(procedure.member("procedure"));
        }
        if (mirror.isPresent()
                && mirror.member("subscriptions").isEmpty()
                && mirror.member("registrations").isEmpty()) {
            mirror.warn(
                    "names nothing of the other router, so that nothing of this realm is forwarded to it, and none of its"
                            + " procedures can be called here",
                    "add 'subscriptions' or 'registrations', or remove 'mirror' to ask the meta API of the other router");
        }
    }

    private static void checkUri(ConfigItem uri) {
        if (uri.isPresent() && UriRules.isReserved(uri.text())) {
            uri.refuse(
                    Quoted.text(uri.text())
                            + " is not mirrored: each router has its own URIs that begin with wamp or signalbox",
                    "remove the entry");
        }
    }
}
