package io.signalbox.router.extension;

import io.signalbox.router.document.UnboundItem;
import io.signalbox.transport.http.HostPath;
import java.io.IOException;
import java.util.Map;

/** Part of one node that serves the items of an extension. Thread-safe. */
public interface RunningExtension {

    /**
     * Returns a service of a port. Called before the start.
     *
     * @param type the {@code type} of the item
     */
    HostPath path(String type, ServicePlace place, UnboundItem item);

    /** Adds the connections of a worker. Called before the start. */
    void connect(ConnectedWorker worker);

    /** Returns the name of the group of counters. */
    String name();

    /** Returns the current counters, by their names. */
    Map<String, Long> counters();

    /** Starts the extension, before the listeners of the node. */
    void start() throws IOException;

    /** Closes what the extension serves, with a reason that peers see. Blocks until the peers have answered or the time is over. */
    void shutDown(long timeoutMillis) throws InterruptedException;

    /** Releases all resources, after the listeners of the node have stopped. Idempotent. */
    void stop();
}
