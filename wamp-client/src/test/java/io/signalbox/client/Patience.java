package io.signalbox.client;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The longest wait of a test for something that happens at once on an idle machine. */
final class Patience {
    static final int SECONDS = 60;

    private Patience() {}

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(SECONDS)).pollInterval(Duration.ofMillis(5));
    }
}
