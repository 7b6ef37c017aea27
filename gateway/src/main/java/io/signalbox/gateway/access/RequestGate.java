package io.signalbox.gateway.access;

import io.signalbox.router.extension.RequestAuthentication;
import io.signalbox.router.extension.RequestAuthentication.Admitted;
import io.signalbox.router.extension.RequestAuthentication.Outcome;
import io.signalbox.router.extension.RequestAuthentication.Refused;
import io.signalbox.transport.http.PlainText;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Gate of one item: lets the requests of authenticated clients pass, and answers all others. Thread-safe, and does not block. */
public final class RequestGate {
    private final Optional<RequestAuthentication> authentication;
    private final LongAdder refused;

    /**
     * @param authentication empty for an item that everybody may use
     * @param refused counts the refused requests
     */
    public RequestGate(Optional<RequestAuthentication> authentication, LongAdder refused) {
        this.authentication = authentication;
        this.refused = refused;
    }

    /** Returns whether clients have to authenticate. */
    public boolean isClosed() {
        return authentication.isPresent();
    }

    /**
     * Authenticates the client of a request.
     *
     * @param next handles the request of an admitted client, now or later on any thread. If it throws, the request fails
     */
    public void pass(Request request, Response response, Callback callback, Consumer<Admitted> next) {
        if (authentication.isEmpty()) {
            next.accept(Admitted.UNKNOWN);
            return;
        }
        // A delay after failed attempts may be longer than the idle time of the connection.
        request.addIdleTimeoutListener(expired -> false);
        authentication.get().authenticate(request).whenComplete((outcome, defect) -> {
            try {
                if (defect != null) {
                    callback.failed(defect instanceof CompletionException ? defect.getCause() : defect);
                } else {
                    pass(outcome, response, callback, next);
                }
            } catch (Throwable failure) {
                callback.failed(failure);
            }
        });
    }

    private void pass(Outcome outcome, Response response, Callback callback, Consumer<Admitted> next) {
        switch (outcome) {
            case Admitted admitted -> {
                admitted.setCookie().ifPresent(cookie -> response.getHeaders().add(HttpHeader.SET_COOKIE, cookie));
                next.accept(admitted);
            }
            case Refused refusal -> {
                refused.increment();
                refusal.challenges()
                        .forEach(challenge -> response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, challenge));
                if (refusal.retrySeconds() > 0) {
                    response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retrySeconds());
                }
                PlainText.answer(refusal.status(), refusal.text(), response, callback);
            }
        }
    }
}
