package io.signalbox.router.shell;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Log of the shell: warnings and errors of the client on the standard error. The log of a node writes to the standard output, which
 * has the results here, and takes longer to load than the rest of a call. Thread-safe.
 */
public final class ShellLog implements SLF4JServiceProvider {
    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();

    /** Creates the provider for SLF4J. */
    public ShellLog() {}

    /** Selects this log, unless the process has written to another one. */
    static void install() {
        System.setProperty("slf4j.provider", ShellLog.class.getName());
        // SLF4J would print that it uses this property.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> loggers.computeIfAbsent(name, Warnings::new);
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        // There is nothing to read.
    }

    private static final class Warnings extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1L;

        Warnings(String name) {
            this.name = name;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable failure) {
            String text = MessageFormatter.basicArrayFormat(pattern, arguments);
            String kind = level == Level.ERROR ? "error: " : "warning: ";
            System.err.println(ShownText.escaped(kind + text + (failure == null ? "" : ": " + failure)));
        }
    }
}
