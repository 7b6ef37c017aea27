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
    private static final String REMOVE = "remove the key";
    private static final Set<String> OF_ANONYMOUS = Set.of("role", "authid", "realm");
    private static final int MIN_PING_BYTES = 12;
    private static final int MAX_USER_TIMEOUT_MILLIS = 65_535;
    private static final int MIN_TIMEOUT_MILLIS = 1_000;

    /** Option of Crossbar.io that has no effect on a relay. */
    private record Ineffective(String reason, String remedy) {}

    private static final Ineffective CLOSE_CODE = new Ineffective(
            "a close frame passes to the other side with its code and reason, and so does the answer", REMOVE);
    private static final Ineffective WEB_STATUS =
            new Ineffective("a request that is no WebSocket handshake is answered with 426, without a page", REMOVE);
    private static final Ineffective SUBPROTOCOL = new Ineffective(
            "the backend decides on the subprotocol",
            "remove the key, and name the permitted ones in 'subprotocols' of the service");
    private static final Ineffective OF_SERVER =
            new Ineffective("it is an option for clients", "move the key to 'options' of the service");

    private static final Map<String, Ineffective> NOT_OF_RELAYS = Map.of(
            "require_websocket_subprotocol",
            SUBPROTOCOL,
            "enable_webstatus",
            WEB_STATUS,
            "open_handshake_timeout",
            new Ineffective(
                    "the WebSocket services of the port set the time for the request of a client",
                    "move the key to 'options' of 'backend' for the handshake with the backend"),
            "echo_close_codereason",
            CLOSE_CODE);

    private static final Map<String, Ineffective> NOT_OF_BACKENDS = Map.of(
            "require_websocket_subprotocol", SUBPROTOCOL,
            "enable_webstatus", WEB_STATUS,
            "echo_close_codereason", CLOSE_CODE,
            "allowed_origins", OF_SERVER,
            "allow_null_origin", OF_SERVER,
            "external_port", OF_SERVER,
            "show_server_version", OF_SERVER);

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
            ConfigItem ofBackend = item.member("backend").member("options");
            removeIneffective(item.member("options"), NOT_OF_RELAYS);
            removeIneffective(ofBackend, NOT_OF_BACKENDS);
            checkPingSize(ofBackend.member("auto_ping_size"));
            checkDeflate(ofBackend.member("compression").member("deflate"));
        }
        checkAnonymous(item.member("auth").member("anonymous"));
        checkPingSize(item.member("options").member("auto_ping_size"));
        checkDeflate(item.member("options").member("compression").member("deflate"));
        checkDeflate(item.member("options").member("backend_compression").member("deflate"));
    }

    private static void removeIneffective(ConfigItem options, Map<String, Ineffective> reasons) {
        for (ConfigItem option : options.members()) {
            Ineffective why = reasons.get(option.name());
            if (why != null) {
                option.warnAtKey("'" + option.name() + "' has no effect: " + why.reason, why.remedy);
                option.remove();
            }
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
