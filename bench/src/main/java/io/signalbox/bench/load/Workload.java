package io.signalbox.bench.load;

import java.io.IOException;

/** What the sessions do. Confined to the loop. */
interface Workload {

    /** Opens the sessions and what they need before the first operation. */
    void setUp() throws IOException;

    /** Starts as many operations as the window allows; each completed one starts the next. */
    void start() throws IOException;

    /** Starts no further operations. */
    void stop();

    /** How many deliveries are still owed. */
    long outstanding();
}
