package io.signalbox.router.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reload of certificate files at SIGHUP. The signal ends a process without this handler. The JDK has no interface to signals but
 * {@code sun.misc}, for which the build compiles this class apart.
 */
final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);
    private static final String HANGUP = "HUP";

    private ReloadSignal() {}

    /**
     * Runs a task at each SIGHUP, on a thread of its own. Systems without the signal, and JVMs that leave signals alone (-Xrs), have a
     * warning in the log instead.
     */
    static void atHangup(Runnable reload) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(HANGUP), signal -> reload.run());
        } catch (IllegalArgumentException e) {
            LOG.warn("SIGHUP does not reload certificates: {}; changed files are used without it", e.getMessage());
        }
    }
}
