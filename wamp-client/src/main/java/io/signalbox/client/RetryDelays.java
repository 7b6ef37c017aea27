package io.signalbox.client;

import io.signalbox.transport.connecting.ReconnectPolicy;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delays before the client asks again for a subscription or registration that the router has refused. Thread-safe. */
final class RetryDelays {
    private static final Logger LOG = LoggerFactory.getLogger(RetryDelays.class);

    private final ReconnectPolicy policy;
    private final RandomGenerator random;
    private final ScheduledExecutorService timer;

    RetryDelays(ReconnectPolicy policy, RandomGenerator random, ScheduledExecutorService timer) {
        this.policy = policy;
        this.random = random;
        this.timer = timer;
    }

    /**
     * Runs a task later.
     *
     * @param attempt the attempts so far, at least 1
     */
    void after(int attempt, Runnable task) {
        OptionalLong delayMillis = policy.delayMillis(attempt, random);
        if (delayMillis.isPresent()) {
            try {
                timer.schedule(task, delayMillis.getAsLong(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                // The client is being closed, so that no session asks again.
                LOG.debug("no further request: {}", closed.toString());
            }
        }
    }
}
