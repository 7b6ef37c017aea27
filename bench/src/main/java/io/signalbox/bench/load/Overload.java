package io.signalbox.bench.load;

import java.io.IOException;

/** More at once than anybody wants: a scenario with bounds. */
interface Overload {
    /** Plays it, and says in the scene's verdict what was measured; {@code bystander} is another realm's or this one's. */
    void play(Scene scene, BystanderProcess bystander) throws IOException;
}
