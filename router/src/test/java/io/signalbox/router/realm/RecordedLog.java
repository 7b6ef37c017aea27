package io.signalbox.router.realm;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Records the log lines of one class. */
public final class RecordedLog {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private RecordedLog(Logger logger) {
        this.logger = logger;
        // Other threads log while a test reads.
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        logger.addAppender(appender);
    }

    public static RecordedLog of(Class<?> type) {
        return new RecordedLog((Logger) LoggerFactory.getLogger(type));
    }

    /** Records the log lines of a class that is not visible from here. */
    public static RecordedLog named(String name) {
        return new RecordedLog((Logger) LoggerFactory.getLogger(name));
    }

    public List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Returns the class names of the exceptions whose stack traces were logged. */
    public List<String> traces() {
        return appender.list.stream()
                .map(ILoggingEvent::getThrowableProxy)
                .filter(Objects::nonNull)
                .map(IThrowableProxy::getClassName)
                .toList();
    }

    public void stop() {
        logger.detachAppender(appender);
    }
}
