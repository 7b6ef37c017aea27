package io.signalbox.router.realm;

/** A task of a realm's loop. */
interface RealmTask {

    /**
     * Runs inside the realm. An implementation neither blocks nor writes to a socket nor calls user code.
     *
     * @return the weight against the budget of a slice: 1, and 1 more for each 64 receivers
     */
    int run();

    /**
     * Handles an exception of {@link #run}: logs the exception and ends the session of the task. Runs inside the realm.
     */
    void failed(Throwable failure);
}
