package io.signalbox.router.realm;

/** One step of a realm. */
interface RealmTask {

    /**
     * Runs inside the realm: neither blocks nor writes to a socket nor calls user code.
     *
     * @return what it counts against the budget of a slice: 1, and 1 more for each 64 receivers
     */
    int run();

    /** Called inside the realm when {@link #run} threw: logs it and ends the session that the task came from. */
    void failed(Throwable failure);
}
