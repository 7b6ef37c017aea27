package io.signalbox.gateway.connection;

import io.signalbox.client.auth.AuthParser;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.gateway.hook.HookItem;
import io.signalbox.gateway.outgoing.OutgoingTarget;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.extension.ConnectingTlsCheck;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules of items {@code websocket.connection} that their schema cannot express. Stateless. */
public final class ConnectionCheck {
    private static final List<String> HOOKS = List.of("on_connect", "on_message", "on_close", "on_closed_locally");
    private static final List<String> ONLY_WEBSOCKET =
            List.of("basic_auth", "headers", "subprotocols", "pool_size", "idle_timeout", "data_format", "reply");
    private static final List<String> ONLY_WAMP = List.of("remote_realm", "subscriptions", "invoke");

    /** Headers of the handshake itself. */
    private static final Set<String> HANDSHAKE_HEADERS =
            Set.of("host", "upgrade", "connection", "content-length", "transfer-encoding");

    private ConnectionCheck() {}

    /** Checks the connections of one worker, and refuses what breaks a rule. */
    public static void check(List<ConfigItem> connections, Path directory) {
        Map<String, ConfigItem> byName = new HashMap<>();
        connections.forEach(connection -> {
            if (connection.member("id").isPresent()) {
                byName.put(connection.member("id").text(), connection);
            }
        });
        for (ConfigItem connection : connections) {
            checkName(connection, byName);
            check(connection, directory);
            if (connection.member("tls").isPresent()) {
                ConnectingTlsCheck.check(connection.member("tls"), SchemaDocument.packed(), directory);
            }
        }
    }

    /** Refuses a name that stands for another connection. */
    private static void checkName(ConfigItem connection, Map<String, ConfigItem> byName) {
        ConfigItem name = connection.member("name");
        if (!name.isPresent()) {
            return;
        }
        ConfigItem first = byName.putIfAbsent(name.text(), connection);
        if (first != null && first != connection) {
            name.refuse(
                    "the name " + Quoted.text(name.text()) + " is taken by the connection at "
                            + first.place().path(),
                    "choose another name, or remove the name");
        }
    }

    /**
     * Checks one connection by itself.
     *
     * @param directory the directory of relative paths
     */
    public static void check(ConfigItem connection, Path directory) {
        boolean isWamp = connection.member("remote").text().equals("wamp");
        if (isWamp && connection.member("remote_realm").isAbsent()) {
            connection.error("'remote_realm' is missing", "add it: the realm of the remote router that is joined");
        }
        for (String key : isWamp ? ONLY_WEBSOCKET : ONLY_WAMP) {
            checkUnused(connection.member(key), isWamp);
        }
        if (isWamp) {
            checkUnused(connection.member("send").member("topic"), true);
            checkUnused(connection.member("buffer").member("overflow"), true);
        }
        if (!isWamp && connection.member("auth").isPresent()) {
            connection
                    .member("auth")
                    .warnAtKey(
                            "'auth' is ignored: a plain WebSocket server has no WAMP authentication",
                            "use 'basic_auth' or 'headers', or set 'remote' to 'wamp'");
        }
        if (isWamp) {
            checkAuth(connection.member("auth"), directory);
            warnOfClearSecrets(connection);
        }
        OutgoingTarget.checkUrl(connection.member("url"), connection.member("tls"));
        connection.member("http_proxy").checkBoth("user", "password");
        checkReconnect(connection.member("reconnect"));
        checkHeaders(connection.member("headers"));
        checkHooks(connection, isWamp);
        if (isWamp) {
            checkReceivers(connection);
        } else {
            checkReply(connection);
        }
    }

    /** Warns of a key for the other kind of server. */
    private static void checkUnused(ConfigItem member, boolean isWamp) {
        if (!member.isEmpty()) {
            member.warnAtKey(
                    Quoted.text(member.name()) + " has no effect: it is for remote '" + (isWamp ? "websocket" : "wamp")
                            + "' only",
                    "remove it");
        }
    }

    /** Makes the names of files absolute, and checks the credentials. */
    private static void checkAuth(ConfigItem auth, Path directory) {
        for (ConfigItem method : auth.members()) {
            for (ConfigItem key : method.members()) {
                if (key.name().endsWith("_file")) {
                    key.path(directory).ifPresent(file -> key.set(ConfigDocument.NODES.textNode(file.toString())));
                }
            }
        }
        if (!auth.isWhole()) {
            return;
        }
        try {
            AuthParser.parse(auth.value(), directory);
        } catch (InvalidAuth e) {
            e.mistakes().forEach(mistake -> auth.error(mistake.path() + " " + mistake.message(), "correct 'auth'"));
        }
    }

    private static void warnOfClearSecrets(ConfigItem connection) {
        ConfigItem url = connection.member("url");
        if (!url.isWhole() || !OutgoingTarget.isClearToOthers(url.text())) {
            return;
        }
        for (String method : List.of("ticket", "jwt")) {
            ConfigItem secret = connection.member("auth").member(method);
            if (secret.isPresent()) {
                secret.warnAtKey(
                        "goes in clear over the network",
                        "begin the URL with wss, or use cryptosign, scram or wampcra");
            }
        }
    }

    private static void checkReconnect(ConfigItem reconnect) {
        ConfigItem maximum = reconnect.member("max_delay");
        long initial = reconnect.member("initial_delay").value().asLong(500);
        long longest = maximum.value().asLong(30_000);
        if (initial > longest) {
            (maximum.isPresent() ? maximum : reconnect)
                    .refuse("max_delay is less than initial_delay (" + initial + ")", "raise max_delay");
        }
    }

    private static void checkHeaders(ConfigItem headers) {
        for (ConfigItem header : headers.members()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (HANDSHAKE_HEADERS.contains(name) || name.startsWith("sec-websocket-")) {
                header.refuseKey("the handshake itself has the header " + Quoted.text(header.name()), "remove it");
            }
        }
    }

    private static void checkHooks(ConfigItem connection, boolean isWamp) {
        Pattern topic = sendTopics(connection);
        for (String name : HOOKS) {
            ConfigItem hook = connection.member("hooks").member(name);
            if (!hook.isPresent()) {
                continue;
            }
            HookItem.check(hook);
            if (!isWamp && topic.matcher(hook.member("topic").text()).matches()) {
                hook.member("topic")
                        .refuse(
                                "is the topic of 'send': what the server sends would be sent back to it, endlessly",
                                "choose another topic");
            }
        }
    }

    /** Warns of replies that no hook makes. */
    private static void checkReply(ConfigItem connection) {
        ConfigItem onMessage = connection.member("hooks").member("on_message");
        ConfigItem reply = connection.member("reply");
        if (reply.text().equals("send")
                && (onMessage.isAbsent() || onMessage.member("topic").isPresent())) {
            reply.warn(
                    "'send' has no effect: 'hooks.on_message' is no procedure, whose result would be sent", "add one");
        }
    }

    /** Warns of subscriptions whose events have no receiver. */
    private static void checkReceivers(ConfigItem connection) {
        if (connection.member("hooks").member("on_message").isAbsent()) {
            for (ConfigItem subscription : connection.member("subscriptions").elements()) {
                if (subscription.member("to").isAbsent()) {
                    subscription.warn(
                            "nobody gets the events: the connection has no hook 'on_message'", "add 'to', or the hook");
                }
            }
        }
    }

    /** Returns the topic whose events are sent to the server; every numbered id is possible for a connection without an id. */
    private static Pattern sendTopics(ConfigItem connection) {
        ConfigItem id = connection.member("id");
        ConfigItem given = connection.member("send").member("topic");
        if (given.isPresent()) {
            return Pattern.compile(Pattern.quote(given.text()));
        }
        return id.isPresent()
                ? Pattern.compile(Pattern.quote("ws." + id.text() + ".out"))
                : Pattern.compile("ws\\.connection\\d+\\.out");
    }
}
