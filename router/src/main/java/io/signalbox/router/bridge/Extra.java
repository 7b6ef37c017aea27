package io.signalbox.router.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Object in the {@code extra} of a bridge. Each method that reads a key checks the value. Immutable. */
final class Extra {
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int MAX_PORT = 65_535;

    private final JsonNode object;
    private final String path;

    /**
     * @param path the place of the object in the configuration, for texts of errors
     * @param keys all keys that the object may have
     * @throws InvalidExtra if the value is no object, or has another key
     */
    Extra(JsonNode object, String path, Set<String> keys) throws InvalidExtra {
        this.object = object;
        this.path = path;
        if (!object.isObject()) {
            throw new InvalidExtra("'" + path + "' is no object; write an object with " + names(keys));
        }
        for (var member : object.properties()) {
            if (!keys.contains(member.getKey())) {
                throw new InvalidExtra(
                        place(member.getKey()) + " is unknown; remove it, or write one of " + names(keys));
            }
        }
    }

    private static String names(Set<String> keys) {
        return String.join(", ", new TreeSet<>(keys));
    }

    private String place(String key) {
        return "'" + path + "." + key + "'";
    }

    boolean has(String key) {
        return object.has(key);
    }

    JsonNode value(String key) throws InvalidExtra {
        if (!object.has(key)) {
            throw new InvalidExtra(place(key) + " is missing; add it");
        }
        return object.get(key);
    }

    String text(String key) throws InvalidExtra {
        JsonNode value = value(key);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw new InvalidExtra(place(key) + " is no text; write a text that is not empty");
        }
        return value.textValue();
    }

    String textOr(String key, String absent) throws InvalidExtra {
        return has(key) ? text(key) : absent;
    }

    boolean flagOr(String key, boolean absent) throws InvalidExtra {
        if (!has(key)) {
            return absent;
        }
        if (!value(key).isBoolean()) {
            throw new InvalidExtra(place(key) + " is neither true nor false; write one of them");
        }
        return value(key).booleanValue();
    }

    int numberOr(String key, int least, int most, int absent) throws InvalidExtra {
        if (!has(key)) {
            return absent;
        }
        JsonNode value = value(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            throw new InvalidExtra(place(key) + " is no integer from " + least + " to " + most + "; correct the value");
        }
        return value.intValue();
    }

    String oneOf(String key, List<String> values, String absent) throws InvalidExtra {
        String value = textOr(key, absent);
        if (!values.contains(value)) {
            throw new InvalidExtra(place(key) + " is none of " + String.join(", ", values) + "; write one of them");
        }
        return value;
    }

    /** Returns the name of an HTTP method. */
    String methodOr(String key, String absent) throws InvalidExtra {
        String name = textOr(key, absent);
        if (!HttpMethod.isAllowed(name)) {
            throw new InvalidExtra(place(key) + " is no HTTP method that a bridge sends; write POST or PUT");
        }
        return HttpMethod.canonical(name);
    }

    /** Returns an absolute URL of HTTP, without credentials and without a fragment. No text of an error has the URL. */
    URI url(String key) throws InvalidExtra {
        URI url;
        try {
            url = new URI(text(key));
        } catch (URISyntaxException e) {
            throw new InvalidExtra(place(key) + " is no URL: " + e.getReason() + " at index " + e.getIndex()
                    + "; write an absolute URL such as \"https://example.com/\"");
        }
        if (url.getScheme() == null
                || !SCHEMES.contains(url.getScheme())
                || url.getHost() == null
                || url.getPort() == 0
                || url.getPort() > MAX_PORT) {
            throw new InvalidExtra(place(key)
                    + " is no absolute URL of HTTP; write http:// or https://, a host, and possibly a port and a path");
        }
        if (url.getRawUserInfo() != null) {
            throw new InvalidExtra(place(key) + " has credentials, which a bridge does not send; remove them");
        }
        if (url.getRawFragment() != null) {
            throw new InvalidExtra(place(key) + " has a fragment, which HTTP does not send; remove it");
        }
        return url;
    }

    /** Returns the limits of the exchanges with a server. */
    HttpLimits limits(int concurrency) throws InvalidExtra {
        return new HttpLimits(
                numberOr("timeout", 100, 600_000, HttpLimits.TIMEOUT_MILLIS),
                numberOr("retries", 0, 5, HttpLimits.RETRIES),
                numberOr("max_response_bytes", 0, 8 << 20, HttpLimits.RESPONSE_BYTES),
                numberOr("max_concurrency", 1, 1_000, concurrency));
    }
}
