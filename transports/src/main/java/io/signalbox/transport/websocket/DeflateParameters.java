package io.signalbox.transport.websocket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parameters of permessage-deflate in an offer of a client or in the answer of a server (RFC 7692 section 7.1, Method Parameters).
 *
 * @param serverNoContextTakeover whether messages of the server must not refer to earlier messages
 * @param serverMaxWindowBits the maximum window of the server, as a power of two; 0 without the parameter
 * @param clientNoContextTakeover whether messages of the client do not refer to earlier messages
 * @param clientMaxWindowBits in an offer, the largest window that the server may demand of the client, and 0 if the server must
 *     not demand a window; in an answer, the demanded window, and 0 without the parameter
 */
record DeflateParameters(
        boolean serverNoContextTakeover,
        int serverMaxWindowBits,
        boolean clientNoContextTakeover,
        int clientMaxWindowBits) {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";
    static final int MAX_WINDOW_BITS = 15;

    /** Maximum length of a header. A longer header is ignored. */
    private static final int MAX_HEADER_CHARS = 4096;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** Parameter whose value is a token, which may be quoted (RFC 6455 section 9.1, Negotiating Extensions). */
    private static final Pattern PARAMETER =
            Pattern.compile("[ \\t]*(" + TOKEN + ")[ \\t]*(?:=[ \\t]*(?:(" + TOKEN + ")|\"(" + TOKEN + ")\")[ \\t]*)?");

    private static final Pattern WINDOW_BITS = Pattern.compile("[89]|1[0-5]");

    /**
     * Returns the offer of this side as a client. Never offers that the server may demand a window, because the JDK compresses
     * with windows of 15 bits only.
     *
     * @param takesOver whether messages of the client may refer to earlier messages
     */
    static DeflateParameters offer(DeflateSettings settings, boolean takesOver) {
        return new DeflateParameters(
                settings.requestNoContextTakeover(), settings.requestMaxWindowBits(), !takesOver, 0);
    }

    /**
     * Returns the valid offers of permessage-deflate in the order of preference of the client.
     *
     * @param headerValues the values of the headers Sec-WebSocket-Extensions
     */
    static List<DeflateParameters> offers(List<String> headerValues) {
        List<DeflateParameters> offers = new ArrayList<>();
        for (String header : headerValues) {
            if (header.length() <= MAX_HEADER_CHARS) {
                for (String offer : header.split(",")) {
                    parse(offer).ifPresent(offers::add);
                }
            }
        }
        return offers;
    }

    /**
     * Returns the answer of a server; empty if the answer is not exactly one valid permessage-deflate.
     *
     * @param headerValues the values of the headers Sec-WebSocket-Extensions
     */
    static Optional<DeflateParameters> answer(List<String> headerValues) {
        return headerValues.size() == 1 && headerValues.get(0).length() <= MAX_HEADER_CHARS
                ? parse(headerValues.get(0))
                : Optional.empty();
    }

    /** Returns whether a server may answer this offer with these parameters (RFC 7692 section 7.1, Method Parameters). */
    boolean permits(DeflateParameters answer) {
        boolean isWindowKept = serverMaxWindowBits == 0
                || answer.serverMaxWindowBits > 0 && answer.serverMaxWindowBits <= serverMaxWindowBits;
        return isWindowKept
                && (answer.serverNoContextTakeover || !serverNoContextTakeover)
                && answer.clientMaxWindowBits <= clientMaxWindowBits;
    }

    /** Returns the value of Sec-WebSocket-Extensions. */
    String headerValue() {
        StringBuilder value = new StringBuilder(NAME);
        if (serverNoContextTakeover) {
            value.append("; ").append(SERVER_NO_CONTEXT_TAKEOVER);
        }
        if (serverMaxWindowBits > 0) {
            value.append("; ").append(SERVER_MAX_WINDOW_BITS).append('=').append(serverMaxWindowBits);
        }
        if (clientNoContextTakeover) {
            value.append("; ").append(CLIENT_NO_CONTEXT_TAKEOVER);
        }
        if (clientMaxWindowBits > 0) {
            value.append("; ").append(CLIENT_MAX_WINDOW_BITS).append('=').append(clientMaxWindowBits);
        }
        return value.toString();
    }

    private static Optional<DeflateParameters> parse(String extension) {
        String[] parts = extension.split(";", -1);
        if (!parts[0].strip().equals(NAME)) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            Matcher parameter = PARAMETER.matcher(parts[i]);
            if (!parameter.matches()) {
                return Optional.empty();
            }
            String value = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            // RFC 7692 section 7, The "permessage-deflate" Extension: an unknown or repeated parameter declines the
            // offer, and fails the answer.
            if (parameters.containsKey(parameter.group(1)) || !isValid(parameter.group(1), value)) {
                return Optional.empty();
            }
            parameters.put(parameter.group(1), value);
        }
        return Optional.of(new DeflateParameters(
                parameters.containsKey(SERVER_NO_CONTEXT_TAKEOVER),
                windowBits(parameters, SERVER_MAX_WINDOW_BITS),
                parameters.containsKey(CLIENT_NO_CONTEXT_TAKEOVER),
                windowBits(parameters, CLIENT_MAX_WINDOW_BITS)));
    }

    private static boolean isValid(String name, String value) {
        return switch (name) {
            case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER -> value == null;
            case SERVER_MAX_WINDOW_BITS ->
                value != null && WINDOW_BITS.matcher(value).matches();
            case CLIENT_MAX_WINDOW_BITS ->
                value == null || WINDOW_BITS.matcher(value).matches();
            default -> false;
        };
    }

    private static int windowBits(Map<String, String> parameters, String name) {
        if (!parameters.containsKey(name)) {
            return 0;
        }
        String value = parameters.get(name);
        return value == null ? MAX_WINDOW_BITS : Integer.parseInt(value);
    }
}
