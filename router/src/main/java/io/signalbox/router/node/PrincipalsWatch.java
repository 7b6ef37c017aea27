package io.signalbox.router.node;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.transport.tls.ChangedFiles;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watch of a file of principals or keys: has an authentication method use the changed file. Someone calls {@link #check}
 * every few seconds. A file with an error changes nothing. Sessions that have joined stay. Thread-safe: one check at a time.
 *
 * @param <T> the content of the file
 */
final class PrincipalsWatch<T> {
    private static final Logger LOG = LoggerFactory.getLogger(PrincipalsWatch.class);

    private final String listener;
    private final String method;
    private final Path file;
    private final Supplier<CheckedConfig<T>> reader;
    private final Consumer<T> user;
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Guarded by this. */
    private final ChangedFiles changes;

    /**
     * @param changes the changes of the file since it was read
     * @param reader reads the file
     * @param user takes the content of the file
     */
    PrincipalsWatch(
            String listener,
            String method,
            Path file,
            ChangedFiles changes,
            Supplier<CheckedConfig<T>> reader,
            Consumer<T> user) {
        this.listener = listener;
        this.method = method;
        this.file = file;
        this.reader = reader;
        this.user = user;
        this.changes = changes;
    }

    /** Reads the file again if it has changed. */
    synchronized void check() {
        if (!changes.haveSettled()) {
            return;
        }
        CheckedConfig<T> read = reader.get();
        if (read.config().isPresent()) {
            user.accept(read.config().get());
            reloads.increment();
            LOG.info("listener={} authmethod={} uses the changed file {} for new sessions", listener, method, file);
            return;
        }
        failures.increment();
        ConfigProblem first = read.problems().stream()
                .filter(ConfigProblem::isError)
                .findFirst()
                .orElseThrow();
        // The text of a problem can have a part of the file, and the file has secrets.
        LOG.error(
                "listener={} authmethod={} the changed file {} has an error{} and is not used; what was read before stays"
                        + " in use - 'router check' tells the error",
                listener,
                method,
                file,
                first.line() == 0 ? "" : " in line " + first.line());
    }

    String listener() {
        return listener;
    }

    String method() {
        return method;
    }

    /** Returns how often a changed file was used. */
    long reloads() {
        return reloads.sum();
    }

    /** Returns how often a changed file could not be used. */
    long failures() {
        return failures.sum();
    }
}
