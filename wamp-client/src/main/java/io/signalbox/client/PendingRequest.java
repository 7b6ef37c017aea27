package io.signalbox.client;

import io.signalbox.protocol.message.RouterMessage;

/** Request that waits for its answer. The methods are called on a thread of the transport, and run no code of the user. */
interface PendingRequest {

    /** Returns whether a message is an answer of the right type. */
    boolean isAnswer(RouterMessage message);

    /** Returns whether the request is over with an answer of the right type. */
    default boolean isLast(RouterMessage answer) {
        return true;
    }

    /** Handles an answer of the right type. */
    void answered(RouterMessage answer);

    /** Handles an ERROR of the router, or a failure of this side. The request is over. */
    void failed(WampException failure);
}
