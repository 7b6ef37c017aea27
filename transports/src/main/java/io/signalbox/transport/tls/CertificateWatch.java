package io.signalbox.transport.tls;

import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a listener use changed certificate files. Someone calls {@link #check} every few seconds; a change is taken when the
 * files have stood still from one check to the next, because key and certificate are written one after the other.
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
    private final List<Path> files;

    // Guarded by this.
    private List<String> inUse;
    private List<String> seen;
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
        files = List.copyOf(all);
        inUse = states();
        seen = inUse;
    }

    /** Reads the files again where they have changed, and warns once a day of certificates near their end. */
    public synchronized void check() {
        List<String> now = states();
        boolean isStill = now.equals(seen);
        seen = now;
        if (isStill && !now.equals(inUse)) {
            reload(now);
        }
        warnOfExpiry();
    }

    /** Reads the files again, changed or not. */
    public synchronized void reload() {
        seen = states();
        reload(seen);
    }

    private void reload(List<String> now) {
        // Also after a failure: the same files fail again, and are told of once.
        inUse = now;
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

    /** What tells a changed file from an unchanged one: links are followed, so an exchanged link changes it. */
    private List<String> states() {
        List<String> states = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
                states.add(state.fileKey() + " " + state.size() + " " + state.lastModifiedTime());
            } catch (IOException e) {
                states.add("none");
            }
        }
        return states;
    }
}
