package io.signalbox.router;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long a test waits for what must come: only a hang may use it up, however busy the machine is. */
public final class Patience {
    public static final int SECONDS = 60;
    public static final int MILLIS = SECONDS * 1_000;

    /** The usual 100 ms of Awaitility would add up to minutes over all tests. */
    private static final int POLL_MILLIS = 5;

    private Patience() {}

    /** Waits with that much patience, and notices at once what has come. */
    public static ConditionFactory await() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(POLL_MILLIS))
                .atMost(Duration.ofSeconds(SECONDS));
    }
}
