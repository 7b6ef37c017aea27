package io.signalbox.router;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long a test waits for what must come: only a hang may use it up, however busy the machine is. */
public final class Patience {
    public static final int SECONDS = 60;
    public static final int MILLIS = SECONDS * 1_000;

    private Patience() {}

    /** Waits with that much patience. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(SECONDS));
    }
}
