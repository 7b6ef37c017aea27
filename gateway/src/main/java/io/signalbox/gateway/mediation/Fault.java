package io.signalbox.gateway.mediation;

import io.signalbox.gateway.relay.Side;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.Map;

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
}
