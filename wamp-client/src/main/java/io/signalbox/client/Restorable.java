package io.signalbox.client;

import io.signalbox.protocol.message.ClientMessage;

/** Subscription or registration that each further session of the client requests again. Thread-safe. */
interface Restorable {

    /** Returns SUBSCRIBE or REGISTER. */
    ClientMessage request(long request);

    /** Returns whether the subscription or registration is still wanted. */
    boolean isWanted();

    /**
     * Handles SUBSCRIBED or REGISTERED.
     *
     * @param requests the requests of the session
     * @param id the id of the subscription or registration in the session
     */
    void restored(Requests requests, long id);

    /** Handles an ERROR of the router. */
    void refused(WampException why);
}
