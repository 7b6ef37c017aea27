package io.signalbox.transport.websocket;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of subprotocols for log lines and lists. Many servers accept bearer tokens as names of subprotocols, with and without a prefix,
 * because browsers set no other header in the handshake. A token can have any form: only names that are known to be no secrets are shown.
 * Stateless and thread-safe.
 */
public final class ShownSubprotocol {
    /** Text in the place of a name or a part of a name. */
    public static final String MASK = "********";

    private static final Pattern KNOWN = Pattern.compile(
            """
            wamp(\\.2\\.[a-z]{4,11}(\\.batched)?)?|v1[0-2]\\.stomp|mqtt(v3\\.1)?|amqp|xmpp|soap|coap|jmap|sip|msrp|bfcp|rfb|clue|t140\
            |ocpp[1-9](\\.\\d){1,2}|opcua\\+ua(cp|json)|onem2m\\.r2\\.0\\.(json|xml|cbor)|janus-protocol\
            |graphql-(transport-)?ws|actioncable-(v1-json|unsupported)|(v[1-9]\\.)?(base64\\.)?channel\\.k8s\\.io\
            |realtime|openai-beta\\.realtime-v1|synapse\\(contenttype='[a-z0-9.+/-]{1,64}'\\)|chat|superchat|binary|base64|text|json|xml\
            |access[_-]token|authorization|bearer|token|jwt""");

    /** Beginnings of names that end with a token. */
    private static final List<String> PREFIXES = List.of(
            "base64url.bearer.authorization.k8s.io.",
            "bearer.",
            "authorization.",
            "access_token.",
            "access-token.",
            "auth.",
            "token.",
            "jwt.",
            "openai-insecure-api-key.");

    private ShownSubprotocol() {}

    /** Returns a name that is known to be no secret; {@link #MASK} for others, behind the prefix of a token if the name has one. */
    public static String of(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (KNOWN.matcher(lowerCase).matches()) {
            return name;
        }
        for (String prefix : PREFIXES) {
            if (lowerCase.startsWith(prefix)) {
                return name.substring(0, prefix.length()) + MASK;
            }
        }
        return MASK;
    }

    /** Returns the names with commas between them. */
    static String of(List<String> names) {
        return names.stream().map(ShownSubprotocol::of).collect(Collectors.joining(", "));
    }
}
