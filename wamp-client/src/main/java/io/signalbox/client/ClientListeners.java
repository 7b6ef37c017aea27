package io.signalbox.client;

import java.util.concurrent.Executor;

/** Listeners of a client. Thread-safe. */
record ClientListeners(
        Listeners<ClientState> states, Listeners<SessionDetails> joins, Listeners<WampException> leaves) {

    static ClientListeners on(Executor executor) {
        return new ClientListeners(
                new Listeners<>("the state of a client", executor),
                new Listeners<>("joined sessions", executor),
                new Listeners<>("ended sessions", executor));
    }
}
