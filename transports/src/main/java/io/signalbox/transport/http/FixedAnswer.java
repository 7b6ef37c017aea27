package io.signalbox.transport.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Handler that answers each GET and HEAD with the same status, headers and text. Thread-safe. */
public final class FixedAnswer extends Handler.Abstract.NonBlocking {
    private static final String METHODS = "GET, HEAD";

    private final int status;
    private final HttpFields headers;
    private final byte[] body;

    private FixedAnswer(int status, HttpFields headers, String text) {
        this.status = status;
        this.headers = headers;
        this.body = text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns a path with a JSON document.
     *
     * @param allowCrossOrigin whether pages of every origin may read the document
     * @param discourageCaching whether the answer tells clients to keep no copy
     */
    public static HostPath json(String path, String document, boolean allowCrossOrigin, boolean discourageCaching) {
        HttpFields.Mutable headers = HttpFields.build().put(HttpHeader.CONTENT_TYPE, "application/json;charset=utf-8");
        if (allowCrossOrigin) {
            headers.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        if (discourageCaching) {
            headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        }
        return at(path, HttpStatus.OK_200, headers, document);
    }

    /** Returns a path with an HTML page that has no scripts and no parts from elsewhere. */
    public static HostPath page(String path, String html) {
        HttpFields.Mutable headers = HttpFields.build()
                .put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .put("X-Content-Type-Options", "nosniff");
        return at(path, HttpStatus.OK_200, headers, html);
    }

    /**
     * Returns a path that redirects.
     *
     * @param url the new place, absolute or relative, of printable ASCII characters without blanks
     */
    public static HostPath redirection(String path, String url) {
        return at(path, HttpStatus.FOUND_302, HttpFields.build().put(HttpHeader.LOCATION, url), "");
    }

    private static HostPath at(String path, int status, HttpFields headers, String text) {
        return new HostPath(path, "http", new FixedAnswer(status, headers.asImmutable(), text));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, METHODS);
            PlainText.answer(
                    HttpStatus.METHOD_NOT_ALLOWED_405, "This path answers " + METHODS + ".", response, callback);
            return true;
        }
        response.setStatus(status);
        response.getHeaders().add(headers);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
