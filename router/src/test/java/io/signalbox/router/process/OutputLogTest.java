package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutputLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("signalbox.output");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void record() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    @Test
    void marked_lines_have_the_level_of_their_mark_and_others_are_output() {
        OutputLog log = new OutputLog("services", new OutputLimits(8192, 100), () -> 0);
        AtomicInteger ready = new AtomicInteger();
        log.drainMarked(
                "stdout",
                new ByteArrayInputStream("<error> HostedComponent a\n<ready> \nTerminating\n<other> x\n<warn> b\n"
                        .getBytes(StandardCharsets.UTF_8)),
                ready::incrementAndGet);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.ERROR, Level.INFO, Level.INFO, Level.WARN);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "worker=services HostedComponent a",
                        "worker=services stdout Terminating",
                        "worker=services stdout <other> x",
                        "worker=services b");
        assertThat(ready).hasValue(1);
        assertThat(log.lastLines()).containsExactly("ERROR HostedComponent a", "Terminating", "<other> x", "WARN b");
    }
}
