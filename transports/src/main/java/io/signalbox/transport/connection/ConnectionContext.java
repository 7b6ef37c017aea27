package io.signalbox.transport.connection;

import org.eclipse.jetty.util.thread.Scheduler;

/** Settings, resources and timers that the connections of one path share. Thread-safe. */
public final class ConnectionContext {
    private final ConnectionSettings settings;
    private final ConnectionResources resources;
    private final PeerWarnings warnings = new PeerWarnings(System::nanoTime);
    private final ConnectionWatch watch = new ConnectionWatch(warnings);
    private final ThreadLocal<FlushScratch> scratches = ThreadLocal.withInitial(FlushScratch::new);

    public ConnectionContext(ConnectionSettings settings, ConnectionResources resources) {
        this.settings = settings;
        this.resources = resources;
    }

    /** Starts the timers of the connections. */
    public void start(Scheduler timer) {
        watch.start(timer);
    }

    /** Ends all connections. */
    public void stop() {
        watch.stop();
    }

    ConnectionSettings settings() {
        return settings;
    }

    ConnectionResources resources() {
        return resources;
    }

    PeerWarnings warnings() {
        return warnings;
    }

    ConnectionWatch watch() {
        return watch;
    }

    ThreadLocal<FlushScratch> scratches() {
        return scratches;
    }
}
