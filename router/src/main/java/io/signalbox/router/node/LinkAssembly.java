package io.signalbox.router.node;

import io.signalbox.router.connecting.ConnectingClients;
import io.signalbox.router.link.LinkConfig;
import io.signalbox.router.link.LinkManagement;
import io.signalbox.router.link.Links;
import io.signalbox.router.link.RouterLink;
import io.signalbox.router.local.LocalMember;
import io.signalbox.router.local.LocalRealms;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.session.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** Factory of the links of a node. Creates nothing for a node without links. */
final class LinkAssembly {
    private static final String KIND = "link";

    private final String nodeId;
    private final Timers timers;
    private final Executor workers;
    private final ListenerAssembly transports;
    private final List<RouterLink> links = new ArrayList<>();

    /** Null until a realm has a link. */
    private ConnectingClients clients;

    /** @param transports makes the clients */
    LinkAssembly(String nodeId, Timers timers, Executor workers, ListenerAssembly transports) {
        this.nodeId = nodeId;
        this.timers = timers;
        this.workers = workers;
        this.transports = transports;
    }

    /** Adds the links of a realm. */
    void add(RealmConfig config, Realm realm, LocalRealms local, CounterGroups counters) {
        if (config.rlinks().isEmpty()) {
            return;
        }
        if (clients == null) {
            clients = transports.connecting(KIND);
        }
        List<RouterLink> ofRealm = new ArrayList<>();
        for (LinkConfig link : config.rlinks()) {
            LocalMember member = new LocalMember(link.id(), link.role(), KIND);
            RouterLink assembled = new RouterLink(
                    link,
                    config.name(),
                    nodeId,
                    () -> local.client(member, config.name()).resources(clients.resources()),
                    () -> clients.client(link.id(), link.transport(), link.realm()),
                    timers,
                    new SplittableRandom());
            counters.add("links", link.id(), assembled::counters);
            ofRealm.add(assembled);
        }
        realm.service().register(LinkManagement.LIST, LinkManagement.list(ofRealm, workers));
        links.addAll(ofRealm);
    }

    /** Returns the links that have been added; empty if there are none. */
    Optional<Links> assembled() {
        return clients == null ? Optional.empty() : Optional.of(new Links(links, clients));
    }
}
