package io.signalbox.router.node;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.signalbox.router.process.LogMark;
import java.nio.charset.StandardCharsets;

/**
 * Encoder for a log event of a container: the lines of {@link LogLine} without the time and the level, each with the mark by which the
 * node logs it. Confined to the thread of the appender.
 */
final class MarkedLogLine extends EncoderBase<ILoggingEvent> {
    /** Name of the logger whose events say that the container is ready. */
    static final String READY = "signalbox.ready";

    @Override
    public byte[] headerBytes() {
        return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        if (event.getLoggerName().equals(READY)) {
            return (LogMark.READY.text() + '\n').getBytes(StandardCharsets.UTF_8);
        }
        String mark = LogMark.valueOf(event.getLevel().toString()).text();
        StringBuilder marked = new StringBuilder();
        LogLine.text(event).toString().lines().forEach(line -> marked.append(mark)
                .append(line)
                .append('\n'));
        return marked.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return null;
    }
}
