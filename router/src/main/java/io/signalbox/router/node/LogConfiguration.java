package io.signalbox.router.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Configuration of Logback: lines on the standard output, through bounded queues. Logback finds this class through ServiceLoader. A
 * configuration file would cost a tenth of a second at every start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    /** Name of the logger with one line for each join and leave. */
    public static final String ACCESS = "signalbox.access";

    /** System property of a container: its lines have marks, by which the node logs them. */
    static final String MARKED = "signalbox.log.marked";

    private static final String LOG_QUEUE = "log";
    private static final String ACCESS_QUEUE = "access";
    private static final long STALLED_MILLIS = 1_000;
    private static final int QUEUE_LINES = 1024;
    private static final int ACCESS_QUEUE_LINES = 8192;

    @Override
    public ExecutionStatus configure(LoggerContext logging) {
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(queue(logging, LOG_QUEUE, QUEUE_LINES));
        // At INFO Jetty repeats lines of the node.
        logging.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // At WARN Jetty logs each malformed request, as often as peers send one.
        logging.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        logging.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        // The schema library logs the exceptions that it throws, as often as peers cause them.
        logging.getLogger("com.networknt").setLevel(Level.OFF);
        Logger access = logging.getLogger(ACCESS);
        access.setAdditive(false);
        access.addAppender(queue(logging, ACCESS_QUEUE, ACCESS_QUEUE_LINES));
        if (isMarked()) {
            // Whatever the level of the log is.
            logging.getLogger(MarkedLogLine.READY).setLevel(Level.INFO);
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets the level of all loggers except those of libraries. */
    public static void setLevel(String level) {
        context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level));
        context().getLogger("org.eclipse.jetty").setLevel(Level.WARN);
    }

    /** Returns the level of all loggers except those of libraries. */
    static String level() {
        return context().getLogger(Logger.ROOT_LOGGER_NAME).getLevel().toString();
    }

    private static boolean isMarked() {
        return Boolean.getBoolean(MARKED);
    }

    /**
     * Writes the queued lines and ends logging. Stops waiting for an output that accepts nothing for a second.
     *
     * @return the number of lost lines
     */
    public static long finish(long timeoutMillis) {
        List<BoundedLogQueue> queues = Stream.of(queue(Logger.ROOT_LOGGER_NAME, LOG_QUEUE), queue(ACCESS, ACCESS_QUEUE))
                .flatMap(Optional::stream)
                .toList();
        context().stop();
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        return queues.stream()
                .mapToLong(queue -> queue.awaitWritten(endNanos, STALLED_MILLIS))
                .sum();
    }

    private static Optional<BoundedLogQueue> queue(String logger, String name) {
        Appender<ILoggingEvent> appender = context().getLogger(logger).getAppender(name);
        return appender instanceof BoundedLogQueue queue ? Optional.of(queue) : Optional.empty();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static BoundedLogQueue queue(LoggerContext logging, String name, int lines) {
        // System.out would hide the failures of a full disk or a closed pipe.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        BoundedLogQueue queue = new BoundedLogQueue(
                name,
                lines,
                isMarked() ? new MarkedLogLine() : new LogLine(),
                out,
                System.err,
                logging.getLogger("signalbox.log"));
        queue.setName(name);
        queue.setContext(logging);
        queue.start();
        return queue;
    }
}
