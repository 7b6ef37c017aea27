package io.signalbox.router.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampException;
import io.signalbox.protocol.message.ErrorUri;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Headers that a caller gives for a request. No header can end early, concern the connection, or change the frame of the body. */
final class RequestHeaders {
    private static final int MAX_VALUES = 100;
    private static final int MAX_CHARACTERS = 16_384;
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E]*");

    private static final Set<String> REFUSED = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length",
            "expect",
            "host");

    private final List<String> namesAndValues = new ArrayList<>();
    private int characters;

    /**
     * @param headers object whose values are texts and lists of texts
     * @throws WampException {@code wamp.error.invalid_argument} if a header is refused; the message has no value
     */
    RequestHeaders(JsonNode headers) {
        if (!headers.isObject()) {
            throw refused("'headers' is no object; give lists of values by the names of headers");
        }
        for (Map.Entry<String, JsonNode> header : headers.properties()) {
            String name = header.getKey();
            if (!NAME.matcher(name).matches()) {
                throw refused("'headers' has a key that is no name of a header");
            }
            if (REFUSED.contains(name.toLowerCase(Locale.ROOT))) {
                throw refused("the header '" + name + "' concerns the connection, and cannot be set by a caller");
            }
            if (header.getValue().isArray()) {
                for (JsonNode value : header.getValue()) {
                    add(name, value);
                }
            } else {
                add(name, header.getValue());
            }
        }
    }

    private void add(String name, JsonNode value) {
        if (!value.isTextual() || !VALUE.matcher(value.textValue()).matches()) {
            throw refused("a value of the header '" + name + "' is no text of printable ASCII characters");
        }
        characters += name.length() + value.textValue().length();
        if (characters > MAX_CHARACTERS || namesAndValues.size() == 2 * MAX_VALUES) {
            throw refused("'headers' has more than " + MAX_VALUES + " values, or more than " + MAX_CHARACTERS
                    + " characters");
        }
        namesAndValues.add(name);
        namesAndValues.add(value.textValue());
    }

    private static WampException refused(String text) {
        return new WampException(ErrorUri.INVALID_ARGUMENT, text);
    }

    void addTo(HttpRequest.Builder request) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            request.header(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }
}
