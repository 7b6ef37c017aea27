package io.signalbox.router.bridge;

import io.signalbox.client.WampException;

/** Failure of an exchange with a server. The message is for callers, and has neither addresses nor names of the inside. */
final class HttpFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String uri;

    /** @param cause null if the message says all */
    HttpFailure(String uri, String message, Throwable cause) {
        super(message, cause);
        this.uri = uri;
    }

    /** Returns the error that a caller gets. */
    WampException forCaller() {
        return new WampException(uri, getMessage());
    }

    /** Returns the text for the log of the node, which has the cause. */
    String forLog() {
        return getCause() == null ? getMessage() : getMessage() + " (" + getCause() + ")";
    }
}
