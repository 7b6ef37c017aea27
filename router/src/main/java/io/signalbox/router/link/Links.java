package io.signalbox.router.link;

import io.signalbox.router.connecting.ConnectingClients;
import java.util.List;

/** All links of a node, with the threads that they share. Thread-safe. */
public final class Links {
    private final List<RouterLink> links;
    private final ConnectingClients clients;

    /** @param clients are closed with the links */
    public Links(List<RouterLink> links, ConnectingClients clients) {
        this.links = List.copyOf(links);
        this.clients = clients;
    }

    /** Begins to connect all links, in their order. Does not wait. */
    public void start() {
        links.forEach(RouterLink::start);
    }

    /** Ends all links. The calls that wait for results over them fail. */
    public void stop() {
        links.forEach(RouterLink::stop);
    }

    /** Ends all threads, after {@link #stop}. */
    public void close() {
        clients.close();
    }
}
