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
 * How the node logs: lines for people on the standard output, through bounded queues. Logback finds this class by
 * itself; parsing a file with the same content would cost a tenth of a second at every start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    /** The logger for one line per join and one per leave. */
    public static final String ACCESS = "signalbox.access";

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
        // Jetty tells at INFO what the node's own lines say better.
        logging.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // Of malformed requests it warns as often as peers send them.
        logging.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        logging.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        // The schema library logs what it throws as well, as often as peers cause it.
        logging.getLogger("com.networknt").setLevel(Level.OFF);
        Logger access = logging.getLogger(ACCESS);
        access.setAdditive(false);
        access.addAppender(queue(logging, ACCESS_QUEUE, ACCESS_QUEUE_LINES));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets the level of everything but the libraries. */
    public static void setLevel(String level) {
        context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level));
        context().getLogger("org.eclipse.jetty").setLevel(Level.WARN);
    }

    /**
     * Writes what is still queued; nothing is logged afterwards. An output that takes nothing for a second is not waited
     * for any longer.
     *
     * @return how many lines are lost
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
        // System.out would keep to itself that a disk is full or that nobody reads any more.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        BoundedLogQueue queue =
                new BoundedLogQueue(name, lines, new LogLine(), out, System.err, logging.getLogger("signalbox.log"));
        queue.setName(name);
        queue.setContext(logging);
        queue.start();
        return queue;
    }
}
