package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.RecognizedClient;
import java.util.List;
import java.util.Optional;

/** Recognition of clients by a cookie in their handshakes. Thread-safe, and does not block. */
@FunctionalInterface
public interface ClientRecognition {
    /** Recognizes nobody. */
    ClientRecognition NONE = (cookies, secure) -> new Recognized(Optional.empty(), Optional.empty(), cookies);

    /**
     * Looks for a known client. Called for a handshake that is about to be accepted.
     *
     * @param cookies the values of the Cookie headers
     * @param secure whether the client uses TLS
     */
    Recognized recognize(List<String> cookies, boolean secure);

    /**
     * Outcome of a recognition.
     *
     * @param client the client, which may be new; empty if the path recognizes nobody
     * @param setCookie the value of a Set-Cookie header of the answer
     * @param cookies the Cookie headers without the cookie that the client is recognized by
     */
    record Recognized(Optional<RecognizedClient> client, Optional<String> setCookie, List<String> cookies) {}
}
