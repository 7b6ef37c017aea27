package io.signalbox.router.session;

import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import java.util.Set;

/** Failure of a call that the router itself has made. Has no stack trace, because the failure is one of a callee. */
public final class ServiceCallError extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Errors that are no statement of the application: those of the dealer, and the error that client libraries send for
     * an exception that is no WAMP error.
     */
    private static final Set<String> FAILURES = Set.of(
            ErrorUri.NO_SUCH_PROCEDURE,
            ErrorUri.NO_AVAILABLE_CALLEE,
            ErrorUri.UNAVAILABLE,
            ErrorUri.CANCELED,
            ErrorUri.TIMEOUT,
            ErrorUri.FEATURE_NOT_SUPPORTED,
            ErrorUri.PAYLOAD_SIZE_EXCEEDED,
            "wamp.error.invalid_result",
            "wamp.error.runtime_error",
            "crossbar.error.max_concurrency_reached",
            ErrorUri.LIMIT_EXCEEDED,
            "signalbox.error.internal_error",
            CloseUri.SYSTEM_SHUTDOWN);

    private final String uri;

    /** @param text the first argument of the ERROR, or an explanation of the router; empty for none */
    public ServiceCallError(String uri, String text) {
        super(text, null, false, false);
        this.uri = uri;
    }

    /** Returns the error of an ERROR. */
    public static ServiceCallError of(String uri, Payload arguments) {
        return new ServiceCallError(uri, firstText(arguments));
    }

    public String uri() {
        return uri;
    }

    /**
     * Returns whether the callee has answered with an error of the application. Otherwise the callee is absent, has
     * failed or has not answered in time.
     */
    public boolean isOfApplication() {
        return !FAILURES.contains(uri);
    }

    private static String firstText(Payload arguments) {
        try {
            Object first = new Arguments(arguments).at(0);
            return first == null ? "" : first.toString();
        } catch (RuntimeException undecodable) {
            return "";
        }
    }
}
