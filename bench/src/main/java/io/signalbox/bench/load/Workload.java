package io.signalbox.bench.load;

import java.io.IOException;

/** Operations of the sessions of a run. Confined to the loop. */
interface Workload {

    /** Opens the sessions and prepares the first operation. */
    void setUp() throws IOException;

    /** Starts as many operations as the window allows. Each completed operation starts the next. */
    void start() throws IOException;

    /** Stops starting operations. */
    void stop();

    /** Returns the number of messages that are still to arrive. */
    long outstanding();
}
