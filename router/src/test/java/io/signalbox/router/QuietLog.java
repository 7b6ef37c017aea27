package io.signalbox.router;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.signalbox.router.node.LogConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log of a test class from the standard output: tens of megabytes of stack traces that the tests cause cost more time than
 * the tests. The loggers keep their levels, and the appenders that a test adds get all lines.
 */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {
    private static final List<String> WITH_OUTPUT = List.of(Logger.ROOT_LOGGER_NAME, LogConfiguration.ACCESS);

    private final List<Detached> detached = new ArrayList<>();

    private record Detached(Logger logger, Appender<ILoggingEvent> appender) {}

    @Override
    public void beforeAll(ExtensionContext test) {
        for (String name : WITH_OUTPUT) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            logger.iteratorForAppenders().forEachRemaining(one -> detached.add(new Detached(logger, one)));
        }
        detached.forEach(one -> one.logger().detachAppender(one.appender()));
    }

    @Override
    public void afterAll(ExtensionContext test) {
        detached.forEach(one -> one.logger().addAppender(one.appender()));
    }
}
