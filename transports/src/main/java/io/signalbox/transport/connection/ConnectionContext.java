package io.signalbox.transport.connection;

import org.eclipse.jetty.util.thread.Scheduler;

/** What the connections of one path have in common, with the timers that look after them. Any thread may use it. */
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

    /** Looks after the connections from now on. */
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
