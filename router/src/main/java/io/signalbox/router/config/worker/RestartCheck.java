package io.signalbox.router.config.worker;

import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.schema.ConfigItem;
import java.util.Map;

/** Check of the item {@code restart} of a worker. Stateless. */
final class RestartCheck {
    private static final int INITIAL_DELAY_MILLIS = 1_000;
    private static final int MAX_DELAY_MILLIS = 60_000;

    /** The words of Crossbar.io. */
    private static final Map<String, String> POLICIES =
            Map.of("restart-never", "never", "restart-always", "always", "restart-on-failed", "on-failure");

    private RestartCheck() {}

    /** Checks the delays, and replaces a word of Crossbar.io by an object with the policy. */
    static void check(ConfigItem restart) {
        String policy = POLICIES.get(restart.text());
        if (policy != null) {
            restart.set(ConfigDocument.NODES.objectNode().put("policy", policy));
        }
        ConfigItem initial = restart.member("initial_delay");
        ConfigItem longest = restart.member("max_delay");
        if (initial.isRefused() || longest.isRefused()) {
            return;
        }
        long initialMillis = initial.value().asLong(INITIAL_DELAY_MILLIS);
        long longestMillis = longest.value().asLong(MAX_DELAY_MILLIS);
        if (initialMillis > longestMillis) {
            (longest.isPresent() ? longest : initial)
                    .refuse(
                            "the first delay, " + initialMillis + " ms, is longer than the longest, " + longestMillis
                                    + " ms",
                            "choose a 'max_delay' that is not below 'initial_delay'");
        }
    }
}
