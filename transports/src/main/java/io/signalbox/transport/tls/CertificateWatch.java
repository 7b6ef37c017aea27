package io.signalbox.transport.tls;

import io.signalbox.transport.TransportCounters;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watch of the certificate files of a listener: has the listener use changed files. {@link #check} is called every few
 * seconds, see {@link ChangedFiles}.
 *
 * <p>Thread-safe: one check at a time.
 */
public final class CertificateWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final Duration BETWEEN_EXPIRY_WARNINGS = Duration.ofDays(1);

    private final String listener;
    private final ListenerTls tls;
    private final TransportCounters counters;
    private final Clock clock;

    // Guarded by this.
    private final ChangedFiles files;
    private Instant expiryWarned;

    /** Watches the files of a listener. */
    public CertificateWatch(String listener, ListenerTls tls, TransportCounters counters, Clock clock) {
        this.listener = listener;
        this.tls = tls;
        this.counters = counters;
        this.clock = clock;
        List<Path> all = new ArrayList<>();
        tls.settings().identities().forEach(identity -> all.addAll(identity.files()));
        all.addAll(tls.settings().caCertificates());
        files = new ChangedFiles(all);
    }

    /** Reads changed files again, and warns once a day about certificates that expire soon. */
    public synchronized void check() {
        // One attempt for each change: unchanged files would fail again.
        if (files.haveSettled()) {
            readAgain();
        }
        warnOfExpiry();
    }

    /** Reads the files again, changed or not. */
    public synchronized void reload() {
        files.settle();
        readAgain();
    }

    private void readAgain() {
        try {
            tls.readAgain();
            counters.certificatesReloaded.increment();
            expiryWarned = null;
            LOG.info("listener={} uses the changed certificate files for new connections", listener);
        } catch (TlsDefect e) {
            counters.certificateReloadsFailed.increment();
            LOG.error(
                    "listener={} tls.{}: {}; the certificates that were read before stay in use",
                    listener,
                    e.key(),
                    e.getMessage());
        }
    }

    private void warnOfExpiry() {
        Instant now = clock.instant();
        if (expiryWarned != null && now.isBefore(expiryWarned.plus(BETWEEN_EXPIRY_WARNINGS))) {
            return;
        }
        expiryWarned = now;
        for (ListenerTls.Warning warning : tls.expiryWarnings()) {
            counters.certificatesNearEnd.increment();
            LOG.warn("listener={} {} - {}", listener, warning.text(), warning.remedy());
        }
    }
}
