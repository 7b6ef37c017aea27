package io.signalbox.gateway.mediation;

import io.signalbox.client.WampException;
import io.signalbox.gateway.relay.Side;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Fault of a session.
 *
 * @param stage what has failed
 * @param from the side whose message or connection has failed
 * @param told what the client is told unless the fault procedure decides on something else
 * @param error what the fault procedure is told of the cause
 */
record Fault(Stage stage, Side from, CloseFrame told, Map<String, Object> error) {

    /** Part of the way of a message. */
    enum Stage {
        CONNECT("connect"),
        DISPATCH("dispatch"),
        OUTFLOW("outflow"),
        BACKEND("backend"),
        CLIENT("client"),
        SEND("send");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        /** Returns the stage of the hook for messages of a side. */
        static Stage ofHook(Side from) {
            return from == Side.CLIENT ? DISPATCH : OUTFLOW;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Returns the error of a failed call. */
    static Map<String, Object> error(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof WampException wamp) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("uri", wamp.uri());
            error.put("args", wamp.args());
            error.put("kwargs", wamp.kwargs());
            return error;
        }
        return error(WampException.RUNTIME_ERROR, String.valueOf(cause.getMessage()));
    }

    static Map<String, Object> error(String uri, String explanation) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("uri", uri);
        error.put("args", List.of(explanation));
        error.put("kwargs", Map.of());
        return error;
    }
}
