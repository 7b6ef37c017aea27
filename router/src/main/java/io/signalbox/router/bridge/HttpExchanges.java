package io.signalbox.router.bridge;

import io.signalbox.client.WampException;
import io.signalbox.protocol.message.ErrorUri;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Exchanges of a bridge with servers, within the limits. A request is sent again if it has not reached the server because the connect
 * failed, or if its method is idempotent. Redirections are not followed. Thread-safe.
 */
final class HttpExchanges {
    private static final long MAX_CONNECT_MILLIS = 5_000;
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final Duration CLOSE_TIME = Duration.ofMillis(500);

    private final HttpLimits limits;
    private final HttpClient client;

    HttpExchanges(HttpLimits limits) {
        this.limits = limits;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(Math.min(limits.timeoutMillis(), MAX_CONNECT_MILLIS)))
                .executor(task -> Thread.ofVirtual().name("bridge-http").start(task))
                .build();
    }

    /** Returns the end of the time of an exchange that begins now, as of {@link System#nanoTime}. */
    long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.timeoutMillis());
    }

    /**
     * Sends a request and waits for the whole response. An interrupt ends the exchange.
     *
     * @param deadline the end of the time, as of {@link #deadline}
     * @throws HttpFailure {@code wamp.error.runtime_error} if there is no response, {@code wamp.error.timeout} if the time is over,
     *     {@code wamp.error.payload_size_exceeded} if the response is too long
     */
    HttpAnswer send(HttpRequest request, long deadline) throws HttpFailure, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try {
                return attempt(request, deadline);
            } catch (IOException e) {
                if (attempt == limits.retries() || !mayRepeat(request, e)) {
                    String reason = isBeforeSending(e) ? "cannot be reached" : "has not sent a whole response";
                    throw new HttpFailure(WampException.RUNTIME_ERROR, "the HTTP server " + reason, e);
                }
            }
            long delay = Math.min(TimeUnit.MILLISECONDS.toNanos(FIRST_DELAY_MILLIS << attempt), left(deadline));
            TimeUnit.NANOSECONDS.sleep(delay);
        }
    }

    private HttpAnswer attempt(HttpRequest request, long deadline)
            throws IOException, HttpFailure, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(request, head -> new BoundedBody(limits.responseBytes()));
        try {
            HttpResponse<byte[]> response = exchange.get(left(deadline), TimeUnit.NANOSECONDS);
            return new HttpAnswer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            throw new HttpFailure(
                    ErrorUri.TIMEOUT,
                    "the HTTP server has not answered within " + limits.timeoutMillis() + " ms",
                    null);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            // Closes the connection of an exchange that has not ended.
            exchange.cancel(true);
        }
    }

    private IOException failure(Throwable cause) throws HttpFailure {
        for (Throwable part = cause; part != null; part = part.getCause()) {
            if (part instanceof BoundedBody.TooLong) {
                throw new HttpFailure(
                        ErrorUri.PAYLOAD_SIZE_EXCEEDED,
                        "the response has more than " + limits.responseBytes() + " bytes",
                        null);
            }
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }

    private static long left(long deadline) {
        return Math.max(0, deadline - System.nanoTime());
    }

    private static boolean mayRepeat(HttpRequest request, IOException failure) {
        return isBeforeSending(failure) || HttpMethod.isIdempotent(request.method());
    }

    private static boolean isBeforeSending(IOException failure) {
        return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
    }

    /** Waits a moment for exchanges that run, then ends them. */
    void close() throws InterruptedException {
        client.shutdown();
        try {
            client.awaitTermination(CLOSE_TIME);
        } finally {
            client.shutdownNow();
        }
    }
}
