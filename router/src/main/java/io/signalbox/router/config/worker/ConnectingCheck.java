package io.signalbox.router.config.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.auth.AuthParser;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.LoopbackHost;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.extension.ConnectingTlsCheck;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDefaults;
import io.signalbox.router.schema.SchemaDocument;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Check of a connecting transport beyond the schema, with its credentials and its files of TLS. Not thread-safe. */
public final class ConnectingCheck {
    private static final String FILE = "_file";
    private static final int MAX_PORT = 0xFFFF;

    private final SchemaDocument schema;
    private final Path directory;

    /** @param directory the directory of relative paths */
    public ConnectingCheck(SchemaDocument schema, Path directory) {
        this.schema = schema;
        this.directory = directory;
    }

    /** Checks a transport, and makes the names of the files of its credentials absolute. */
    public void check(ConfigItem transport) {
        ConfigItem serializer = transport.member("serializer");
        if (serializer.isPresent() && !transport.member("serializers").isAbsent()) {
            serializer.refuseKey("stands beside 'serializers'", "remove one of the two");
        }
        ConfigItem delays = transport.member("reconnect");
        ConfigItem longest = delays.member("max_delay");
        JsonNode first = withDefaults(delays, "reconnect").path("initial_delay");
        if (longest.isPresent() && longest.value().asLong() < first.asLong()) {
            longest.refuse(
                    "is " + longest.value() + " ms, below 'initial_delay' of " + first + " ms",
                    "write at least " + first + ", or set a shorter 'initial_delay'");
        }
        transport.member("http_proxy").checkBoth("user", "password");
        ConfigItem endpoint = transport.member("endpoint");
        endpoint.member("path").path(directory);
        if (endpoint.isWhole() && transport.member("type").isPresent()) {
            checkUrl(transport, endpoint);
            ConnectingTlsCheck.check(endpoint.member("tls"), schema, directory);
            checkProxy(transport, endpoint);
        }
        checkAuth(transport.member("auth"), endpoint);
    }

    private static void checkUrl(ConfigItem transport, ConfigItem endpoint) {
        ConfigItem url = transport.member("url");
        if (!url.isPresent()) {
            return;
        }
        boolean isWebSocket = transport.member("type").text().equals("websocket");
        boolean hasTls = !endpoint.member("tls").isAbsent();
        String scheme = (isWebSocket ? "ws" : "rs") + (hasTls ? "s" : "");
        if (url.text().startsWith("ws") != isWebSocket) {
            url.refuse(
                    Quoted.text(url.text()) + " is the URL of another protocol than 'type'",
                    "begin the URL with " + scheme + ", or change 'type'");
        } else if (!url.text().startsWith(scheme + ":")) {
            url.refuse(
                    Quoted.text(url.text()) + " and the endpoint differ in TLS",
                    hasTls
                            ? "begin the URL with " + scheme
                            : "add 'tls' to the endpoint, or begin the URL with " + scheme);
        } else if (!namesHost(url.text())) {
            url.refuse(Quoted.text(url.text()) + " names no host and port", "write " + scheme + "://host:port");
        }
    }

    private static boolean namesHost(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= MAX_PORT;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private JsonNode withDefaults(ConfigItem item, String definition) {
        JsonNode complete = item.value().isObject() ? item.value().deepCopy() : ConfigDocument.NODES.objectNode();
        new SchemaDefaults(schema).complete(complete, schema.definition(definition));
        return complete;
    }

    private static void checkProxy(ConfigItem transport, ConfigItem endpoint) {
        ConfigItem proxy = transport.member("http_proxy");
        if (proxy.isPresent() && endpoint.member("type").text().equals("unix")) {
            proxy.refuseKey("a Unix domain socket cannot be reached through a proxy", "remove 'http_proxy'");
        }
    }

    private void checkAuth(ConfigItem auth, ConfigItem endpoint) {
        if (!auth.isWhole()) {
            return;
        }
        for (ConfigItem method : auth.members()) {
            for (ConfigItem key : method.members()) {
                if (key.name().endsWith(FILE)) {
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
            e.mistakes().forEach(mistake -> report(auth, mistake));
            return;
        }
        if (endpoint.isWhole() && isClearToOthers(endpoint)) {
            for (String method : List.of("ticket", "jwt")) {
                if (auth.member(method).isPresent()) {
                    auth.member(method)
                            .warnAtKey(
                                    "goes in clear over the network to "
                                            + Quoted.text(
                                                    endpoint.member("host").text()),
                                    "add 'tls' to the endpoint, or use cryptosign, scram or wampcra");
                }
            }
        }
    }

    private static void report(ConfigItem auth, InvalidAuth.Mistake mistake) {
        ConfigItem item = auth;
        for (String key : mistake.path().split("\\.")) {
            ConfigItem member = key.isEmpty() ? item : item.member(key);
            item = member.isPresent() ? member : item;
        }
        String[] parts = mistake.message().split("; ", 2);
        item.error(parts[0], parts.length > 1 ? parts[1] : "correct the credentials");
    }

    private static boolean isClearToOthers(ConfigItem endpoint) {
        return endpoint.member("type").text().equals("tcp")
                && endpoint.member("tls").isAbsent()
                && !LoopbackHost.is(endpoint.member("host").text());
    }
}
