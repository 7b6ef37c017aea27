package io.signalbox.gateway;

import io.signalbox.gateway.reverseproxy.ReverseProxyPath;
import java.util.List;

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
        try (LogLines lines = new LogLines(logger)) {
            step.run();
            return lines.all();
        }
    }
}
