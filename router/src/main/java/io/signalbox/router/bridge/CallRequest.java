package io.signalbox.router.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbox.client.Invocation;
import io.signalbox.client.WampException;
import io.signalbox.protocol.message.ErrorUri;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Request that a call describes. The arguments have the names and the order of Crossbar.io, and each is positional or named. */
final class CallRequest {
    private static final List<String> NAMES = List.of("method", "url", "body", "headers", "params");

    private final JsonNode args;
    private final JsonNode kwargs;

    private CallRequest(Invocation invocation) {
        args = invocation.args();
        kwargs = invocation.kwargs();
    }

    /**
     * Returns the request.
     *
     * @throws WampException {@code wamp.error.invalid_argument} if the arguments describe no request that stays below the base
     */
    static HttpRequest of(Invocation invocation, BaseUrl base) {
        return new CallRequest(invocation).request(base);
    }

    private HttpRequest request(BaseUrl base) {
        if (args.size() > NAMES.size()) {
            throw refused("the call has " + args.size() + " arguments; give at most " + String.join(", ", NAMES));
        }
        kwargs.fieldNames().forEachRemaining(name -> {
            if (!NAMES.contains(name)) {
                throw refused("the call has an unknown keyword argument; give some of " + String.join(", ", NAMES));
            }
            if (NAMES.indexOf(name) < args.size()) {
                throw refused("'" + name + "' is given twice, by position and by name; give it once");
            }
        });
        String method = text("method", "");
        if (!HttpMethod.isAllowed(method)) {
            throw refused("'method' is no HTTP method that may be called; give GET, for example");
        }
        String body = text("body", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(url(base))
                .method(
                        HttpMethod.canonical(method),
                        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        new RequestHeaders(object("headers")).addTo(request);
        return request.build();
    }

    private URI url(BaseUrl base) {
        try {
            return base.resolve(text("url", ""), query());
        } catch (BaseUrl.RefusedUrl e) {
            throw refused("'url' is refused: " + e.getMessage());
        }
    }

    private String query() {
        JsonNode params = object("params");
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> param : params.properties()) {
            if (!param.getValue().isValueNode() || param.getValue().isNull()) {
                throw refused("a value of 'params' is no text; give texts, numbers or booleans");
            }
            pairs.add(encoded(param.getKey()) + "=" + encoded(param.getValue().asText()));
        }
        return String.join("&", pairs);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Returns an argument; a missing node if it is absent or null. */
    private JsonNode argument(String name) {
        int index = NAMES.indexOf(name);
        JsonNode given = index < args.size() ? args.path(index) : kwargs.path(name);
        return given.isNull() ? JsonNodeFactory.instance.missingNode() : given;
    }

    private String text(String name, String absent) {
        JsonNode given = argument(name);
        if (given.isMissingNode()) {
            return absent;
        }
        if (!given.isTextual()) {
            throw refused("'" + name + "' is no text; give a text");
        }
        return given.textValue();
    }

    private JsonNode object(String name) {
        JsonNode given = argument(name);
        if (given.isMissingNode()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!given.isObject()) {
            throw refused("'" + name + "' is no object; give values by name");
        }
        return given;
    }

    private static WampException refused(String text) {
        return new WampException(ErrorUri.INVALID_ARGUMENT, text);
    }
}
