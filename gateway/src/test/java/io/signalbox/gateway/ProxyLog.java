package io.signalbox.gateway;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.gateway.reverseproxy.ReverseProxyPath;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the gateway writes to the log. */
final class ProxyLog {
    private ProxyLog() {}

    interface Step {
        void run() throws Exception;
    }

    /** The lines of reverse proxies about handshakes that are written during a step. */
    static List<String> during(Step step) throws Exception {
        return during(ReverseProxyPath.class.getName(), step);
    }

    /** The lines of a logger that are written during a step. */
    static List<String> during(String logger, Step step) throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger(logger);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            step.run();
        } finally {
            log.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
