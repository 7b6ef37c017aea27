package io.signalbox.bench.load;

import java.io.IOException;

/** Scenario of overload with bounds. */
interface Overload {
    /**
     * Runs the scenario and records measurements and broken bounds in the scene's verdict. {@code bystander} is in
     * another realm or in the realm of the load.
     */
    void play(Scene scene, BystanderProcess bystander) throws IOException;
}
