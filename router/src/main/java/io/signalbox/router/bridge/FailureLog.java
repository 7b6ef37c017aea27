package io.signalbox.router.bridge;

import org.slf4j.Logger;

/** Log of the failures of one purpose: one line when failures begin, and one with their number when they end. Thread-safe. */
final class FailureLog {
    private final Logger log;
    private final String purpose;

    // Guarded by this.
    private long failures;

    /** @param purpose what fails, as the beginning of the lines */
    FailureLog(Logger log, String purpose) {
        this.log = log;
        this.purpose = purpose;
    }

    synchronized void failed(String reason) {
        if (failures++ == 0) {
            log.warn("{} fails: {}; further failures are counted until one succeeds", purpose, reason);
        }
    }

    synchronized void succeeded() {
        if (failures > 0) {
            log.info("{} succeeds again after {} failures", purpose, failures);
            failures = 0;
        }
    }

    /** Logs the failures that no success has followed. */
    synchronized void close() {
        if (failures > 1) {
            log.warn("{} has failed {} times", purpose, failures);
        }
    }
}
