package io.signalbox.router.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.util.CachingDateFormatter;
import java.nio.charset.StandardCharsets;

/**
 * Encoder for a log event: time, level, class, message and stack trace. A pattern of Logback would be shorter, but its parser loads 68
 * lambdas at every start. Confined to the thread of the appender.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final int LEVEL_CHARS = 5;

    private final CachingDateFormatter time = new CachingDateFormatter("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

    @Override
    public byte[] headerBytes() {
        return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String level = event.getLevel().toString();
        StringBuilder line = new StringBuilder()
                .append(time.format(event.getTimeStamp()))
                .append(' ')
                .append(level)
                .repeat(' ', LEVEL_CHARS - level.length() + 1)
                .append(text(event));
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns class, message and stack trace of an event. */
    static StringBuilder text(ILoggingEvent event) {
        String logger = event.getLoggerName();
        StringBuilder text = new StringBuilder()
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(' ')
                .append(event.getFormattedMessage())
                .append(System.lineSeparator());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            text.append(ThrowableProxyUtil.asString(thrown));
        }
        return text;
    }

    @Override
    public byte[] footerBytes() {
        return null;
    }
}
