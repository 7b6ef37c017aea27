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

    /** Returns class, message and stack trace of an event. Texts of peers in them neither forge a line nor control a terminal. */
    static StringBuilder text(ILoggingEvent event) {
        String logger = event.getLoggerName();
        StringBuilder text = new StringBuilder()
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(' ');
        append(String.valueOf(event.getFormattedMessage()), text);
        text.append(System.lineSeparator());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            append(ThrowableProxyUtil.asString(thrown), text);
        }
        return text;
    }

    /** Appends a text without control characters; CR LF is appended as LF. A line of the text that begins like a time is indented. */
    private static void append(String text, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                continue;
            }
            boolean isShown = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029' || c == '\n' || c == '\t';
            if (i > 0 && text.charAt(i - 1) == '\n' && Character.isDigit(c)) {
                to.append("  ");
            }
            to.append(isShown ? c : '?');
        }
    }

    @Override
    public byte[] footerBytes() {
        return null;
    }
}
