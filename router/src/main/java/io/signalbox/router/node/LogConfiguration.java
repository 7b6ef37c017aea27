package io.signalbox.router.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * How the node logs: lines for people on the standard output, through bounded queues. Logback finds this class by
 * itself; parsing a file with the same content would cost a tenth of a second at every start.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    /** The logger for one line per join and one per leave. */
    public static final String ACCESS = "signalbox.access";

    private static final int QUEUE_LINES = 1024;
    private static final int ACCESS_QUEUE_LINES = 8192;

    @Override
    public ExecutionStatus configure(LoggerContext logging) {
        Logger root = logging.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(queue(logging, "log", QUEUE_LINES));
        // Jetty tells at INFO what the node's own lines say better.
        logging.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // Of malformed requests it warns as often as peers send them.
        logging.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        logging.getLogger("org.eclipse.jetty.util.HostPort").setLevel(Level.ERROR);
        // The schema library logs what it throws as well, as often as peers cause it.
        logging.getLogger("com.networknt").setLevel(Level.OFF);
        Logger access = logging.getLogger(ACCESS);
        access.setAdditive(false);
        access.addAppender(queue(logging, "access", ACCESS_QUEUE_LINES));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets the level of everything but the libraries. */
    public static void setLevel(String level) {
        context().getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level));
        context().getLogger("org.eclipse.jetty").setLevel(Level.WARN);
    }

    /** Writes what is still queued; nothing is logged afterwards. */
    public static void finish() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static BoundedLogQueue queue(LoggerContext logging, String name, int lines) {
        BoundedLogQueue queue =
                new BoundedLogQueue(name, lines, new LogLine(), System.out, logging.getLogger("signalbox.log"));
        queue.setName(name);
        queue.setContext(logging);
        queue.start();
        return queue;
    }
}
