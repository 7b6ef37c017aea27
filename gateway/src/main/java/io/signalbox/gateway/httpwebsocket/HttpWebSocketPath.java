package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.access.RequestGate;
import io.signalbox.gateway.access.Via;
import io.signalbox.gateway.httpwebsocket.HttpWebSocket.Delivery;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.router.extension.RequestAuthentication;
import io.signalbox.router.extension.RequestAuthentication.Admitted;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.http.PlainText;
import io.signalbox.transport.io.PeerAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Handler of the requests of one item {@code http-websocket}: reads each body, delivers it as a message, and answers at once, without
 * waiting for the backend. Thread-safe; no thread waits for a client.
 */
public final class HttpWebSocketPath extends Handler.Abstract.NonBlocking {
    private final HttpWebSocket target;
    private final Via via;
    private final HttpWebSocketItem item;
    private final RequestGate gate;
    private final HttpWebSocketCounters counters;
    private final ScheduledExecutorService timers;
    private final BodyBudget budget;

    /**
     * @param via finds requests that have come through this node before
     * @param authentication empty for an item that everybody may use
     * @param timers run the deadlines of bodies
     * @param budget what bodies are charged to while they arrive, up to a share of this item
     */
    public HttpWebSocketPath(
            HttpWebSocket target,
            Via via,
            Optional<RequestAuthentication> authentication,
            HttpWebSocketCounters counters,
            ScheduledExecutorService timers,
            AssemblyBudget budget) {
        this.target = target;
        this.via = via;
        this.item = target.item();
        gate = new RequestGate(authentication, counters.unauthorized);
        this.counters = counters;
        this.timers = timers;
        this.budget = new BodyBudget(budget, item.maxBodyBytes());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!request.getHttpURI().getDecodedPath().equals(target.path())) {
            return false;
        }
        List<String> methods = item.methods();
        if (!methods.contains(request.getMethod())) {
            String allowed = String.join(", ", methods);
            response.getHeaders().put(HttpHeader.ALLOW, allowed);
            refuse(HttpStatus.METHOD_NOT_ALLOWED_405, "This path answers " + allowed + ".", response, callback);
        } else if (via.isLoop(request.getHeaders())) {
            refuse(HttpStatus.LOOP_DETECTED_508, "The request has come through too many gateways.", response, callback);
        } else if (isEncoded(request)) {
            response.getHeaders().put(HttpHeader.ACCEPT_ENCODING, "identity");
            refuse(HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "The body must not be compressed.", response, callback);
        } else {
            gate.pass(request, response, callback, client -> read(request, response, callback, client));
        }
        return true;
    }

    private static boolean isEncoded(Request request) {
        String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    private void read(Request request, Response response, Callback callback, Admitted client) {
        BodyReading.begin(request, item.maxBodyBytes(), item.bodyTimeoutMillis(), timers, budget)
                .whenComplete((body, failure) -> {
                    if (failure instanceof BodyReading.Failure told) {
                        // The rest of the body is not read.
                        response.getHeaders().put(HttpHeader.CONNECTION, "close");
                        if (told.retrySeconds() > 0) {
                            response.getHeaders().put(HttpHeader.RETRY_AFTER, told.retrySeconds());
                        }
                        refuse(told.status(), told.getMessage(), response, callback);
                    } else if (failure != null) {
                        callback.failed(failure);
                    } else {
                        deliverOrFail(body, request, response, callback, client);
                    }
                });
    }

    /** Never throws, because nobody would see it. */
    private void deliverOrFail(byte[] body, Request request, Response response, Callback callback, Admitted client) {
        try {
            deliver(body, request, response, callback, client);
        } catch (Throwable defect) {
            callback.failed(defect);
        }
    }

    private void deliver(byte[] body, Request request, Response response, Callback callback, Admitted client) {
        WebSocketMessage message;
        try {
            message = BodyText.message(request.getHeaders().get(HttpHeader.CONTENT_TYPE), body);
        } catch (BodyText.Undecodable undecodable) {
            refuse(HttpStatus.BAD_REQUEST_400, undecodable.getMessage(), response, callback);
            return;
        }
        String address = PeerAddress.text(request.getConnectionMetaData().getRemoteSocketAddress());
        Delivery delivery = target.deliver(message, new HttpWebSocket.Sender(address, client));
        if (delivery.isTaken()) {
            response.setStatus(item.status());
            callback.succeeded();
            return;
        }
        if (delivery.retrySeconds() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, delivery.retrySeconds());
        }
        PlainText.answer(item.statusWhenDown(), delivery.text(), response, callback);
    }

    private void refuse(int status, String text, Response response, Callback callback) {
        counters.invalid.increment();
        PlainText.answer(status, text, response, callback);
    }
}
