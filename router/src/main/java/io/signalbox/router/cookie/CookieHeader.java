package io.signalbox.router.cookie;

import java.util.ArrayList;
import java.util.List;

/**
 * Content of the Cookie headers of a request.
 *
 * @param values the values of the cookie with the searched name, without quotation marks
 * @param others the headers without this cookie
 */
record CookieHeader(List<String> values, List<String> others) {

    /**
     * Reads the headers of a request. Cookies of other software may have any form: what is no pair is passed over, and
     * hides no other cookie.
     */
    static CookieHeader read(List<String> headers, String name) {
        List<String> values = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String header : headers) {
            List<String> kept = new ArrayList<>();
            for (String part : header.split(";")) {
                String pair = part.strip();
                int equals = pair.indexOf('=');
                if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
                    values.add(unquoted(pair.substring(equals + 1).strip()));
                } else if (!pair.isEmpty()) {
                    kept.add(pair);
                }
            }
            if (!kept.isEmpty()) {
                others.add(String.join("; ", kept));
            }
        }
        return new CookieHeader(values, others);
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }
}
