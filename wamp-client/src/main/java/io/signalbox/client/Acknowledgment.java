package io.signalbox.client;

import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribed;

/** Request that ends a subscription or registration. The end of the session counts as its answer. Thread-safe. */
record Acknowledgment(Requests requests, PendingFuture<Void> future) implements PendingRequest {

    @Override
    public boolean isAnswer(RouterMessage message) {
        return message instanceof Unsubscribed || message instanceof Unregistered;
    }

    @Override
    public void answered(RouterMessage answer) {
        future.arrived(null);
    }

    @Override
    public void failed(WampException failure) {
        if (requests.isEnded()) {
            future.arrived(null);
        } else {
            future.arrivedFailure(failure);
        }
    }
}
