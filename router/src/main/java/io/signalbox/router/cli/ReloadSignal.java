package io.signalbox.router.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handler of SIGHUP that reloads certificate files. Without a handler, SIGHUP ends the process. The JDK provides signals
 * only in {@code sun.misc}, so that the build compiles this class separately. Stateless and thread-safe.
 */
final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);
    private static final String HANGUP = "HUP";

    private ReloadSignal() {}

    /**
     * Runs a task at each SIGHUP, on a separate thread. Logs a warning on a system without SIGHUP, and in a JVM that
     * leaves signals alone (-Xrs).
     */
    static void atHangup(Runnable reload) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(HANGUP), signal -> reload.run());
        } catch (IllegalArgumentException e) {
            LOG.warn("SIGHUP does not reload certificates: {}; changed files are used without it", e.getMessage());
        }
    }
}
