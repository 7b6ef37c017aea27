package io.signalbox.router.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.schema.ConfigItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Conversion of forms that Crossbar.io accepts and the schema does not: each becomes the form of the schema, with a warning. */
final class LooseForms {
    private static final Set<String> OF_ANONYMOUS = Set.of("role", "authid", "realm");
    private static final int MIN_PING_BYTES = 12;
    private static final int MAX_USER_TIMEOUT_MILLIS = 65_535;
    private static final int MIN_TIMEOUT_MILLIS = 1_000;

    /** Options of Crossbar.io for a WebSocket server, which a relay has not: it passes frames as they are, and agrees on nothing. */
    private static final List<String> NOT_OF_RELAYS = List.of(
            "require_websocket_subprotocol",
            "enable_webstatus",
            "open_handshake_timeout",
            "auto_fragment_size",
            "fail_by_drop",
            "echo_close_codereason",
            "tcp_nodelay");

    /** Deflate settings that the JDK does not have, with the only effective value. */
    private static final Map<String, String> OF_ZLIB = Map.of("max_window_bits", "15", "memory_level", "8");

    void check(ConfigItem root) {
        for (ConfigItem worker : root.member("workers").elements()) {
            for (ConfigItem transport : worker.member("transports").elements()) {
                checkPort(transport.member("endpoint").member("port"));
                checkUserTimeout(transport);
                TransportCheck.services(transport).forEach(LooseForms::checkService);
            }
        }
    }

    private static void checkService(ConfigItem item) {
        if (item.member("type").text().equals("websocket-reverseproxy")) {
            checkRelay(item.member("options"));
            checkBackend(item.member("backend").member("options"));
        }
        checkAnonymous(item.member("auth").member("anonymous"));
        checkPingSize(item.member("options").member("auto_ping_size"));
        checkDeflate(item.member("options").member("compression").member("deflate"));
        checkDeflate(item.member("options").member("backend_compression").member("deflate"));
    }

    private static void checkRelay(ConfigItem options) {
        for (String name : NOT_OF_RELAYS) {
            ConfigItem option = options.member(name);
            if (option.isPresent()) {
                option.warnAtKey("has no effect: a relay passes the frames as they are", "remove the key");
                option.remove();
            }
        }
    }

    private static void checkBackend(ConfigItem options) {
        if (options.isPresent()) {
            options.warnAtKey(
                    "has no effect: the options of the service are those of both connections",
                    "move the keys to 'options' of the service");
            options.remove();
        }
    }

    /** Raises a size that earlier versions of Crossbar.io accepted. */
    private static void checkPingSize(ConfigItem size) {
        if (size.value().isIntegralNumber()
                && size.value().longValue() > 0
                && size.value().longValue() < MIN_PING_BYTES) {
            size.warn("is below the minimum of " + MIN_PING_BYTES + ", which applies", "write " + MIN_PING_BYTES);
            size.set(ConfigDocument.NODES.numberNode(MIN_PING_BYTES));
        }
    }

    /** Removes deflate settings that the JDK does not have. */
    private static void checkDeflate(ConfigItem deflate) {
        List<ConfigItem> ignored = new ArrayList<>();
        for (ConfigItem member : deflate.members()) {
            String usual = OF_ZLIB.get(member.name());
            if (usual != null) {
                if (!member.value().asText().equals(usual)) {
                    ignored.add(member);
                }
                member.remove();
            }
        }
        if (!ignored.isEmpty()) {
            String names =
                    ignored.stream().map(member -> "'" + member.name() + "'").collect(Collectors.joining(" and "));
            deflate.warnAtKey(
                    names + (ignored.size() == 1 ? " has" : " have")
                            + " no effect: the JDK compresses with a window of 15 bits and memory level 8 only",
                    "remove " + (ignored.size() == 1 ? "the key" : "both keys"));
        }
    }

    private static void checkPort(ConfigItem port) {
        if (port.text().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(port.text());
            port.warn("the port is a string", "write " + number + " without quotes");
            port.set(ConfigDocument.NODES.numberNode(number));
        }
    }

    /** Converts a kernel option that the JVM cannot set into the write timeout of the services, which has the same purpose. */
    private static void checkUserTimeout(ConfigItem transport) {
        ConfigItem endpoint = transport.member("endpoint");
        ConfigItem timeout = endpoint.member("user_timeout");
        if (!timeout.isPresent() || !endpoint.member("type").text().equals("tcp")) {
            return;
        }
        if (!timeout.value().isIntegralNumber()
                || !timeout.value().canConvertToInt()
                || timeout.value().intValue() < 0
                || timeout.value().intValue() > MAX_USER_TIMEOUT_MILLIS) {
            timeout.refuse(
                    "must be a whole number between 0 and " + MAX_USER_TIMEOUT_MILLIS,
                    "write the milliseconds, or set 'write_timeout' in the options of the services instead");
            return;
        }
        timeout.warnAtKey(
                "the JVM cannot set the kernel option TCP_USER_TIMEOUT: 'user_timeout' sets the 'write_timeout' of the"
                        + " services that have none",
                "set 'write_timeout' in the options of the services instead");
        int millis = timeout.value().intValue();
        timeout.remove();
        for (ConfigItem service : TransportCheck.services(transport)) {
            ConfigItem options = service.member("options");
            if (millis > 0 && TransportCheck.isForClients(service)) {
                if (options.isAbsent()) {
                    options.set(ConfigDocument.NODES.objectNode());
                }
                if (options.member("write_timeout").isAbsent()) {
                    options.member("write_timeout")
                            .set(ConfigDocument.NODES.numberNode(Math.max(millis, MIN_TIMEOUT_MILLIS)));
                }
            }
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
