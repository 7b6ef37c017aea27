package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.hook.HookItem;
import io.signalbox.gateway.outgoing.OutgoingTarget;
import io.signalbox.router.schema.ConfigItem;

/** Rules of an item {@code http-websocket} that its schema cannot express. Stateless. */
public final class HttpWebSocketCheck {
    private HttpWebSocketCheck() {}

    /** Checks an item, and refuses what breaks a rule. */
    public static void check(ConfigItem item) {
        ConfigItem backend = item.member("backend");
        OutgoingTarget.checkUrl(backend.member("url"), backend.member("tls"));
        backend.member("http_proxy").checkBoth("user", "password");
        HookItem.check(item.member("outflow"));
        ConfigItem realm = item.member("realm");
        ConfigItem role = item.member("role");
        boolean hasHooks =
                !item.member("outflow").isAbsent() || !item.member("fault").isAbsent();
        if (realm.isAbsent() && role.isAbsent() && hasHooks) {
            item.error(
                    "'outflow' and 'fault' have no realm",
                    "add 'realm', and 'role' with the permissions for the procedures and the topic");
        } else if (realm.isAbsent() != role.isAbsent()) {
            item.error("'realm' and 'role' belong together", "add the one that is missing");
        } else if (realm.isPresent() && !hasHooks) {
            realm.warn("has no effect without 'outflow' and 'fault'", "add one of them, or remove 'realm' and 'role'");
        }
    }
}
