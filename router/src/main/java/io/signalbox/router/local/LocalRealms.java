package io.signalbox.router.local;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The realms of one router worker, for the parts of the node that join them as clients. Thread-safe. */
public final class LocalRealms {
    private final Function<LocalMember, ConnectionAcceptor> router;
    private final Executor deliveries;

    /**
     * @param router makes what accepts the connections of a member
     * @param deliveries runs the deliveries of the connections, which do not block
     */
    public LocalRealms(Function<LocalMember, ConnectionAcceptor> router, Executor deliveries) {
        this.router = router;
        this.deliveries = deliveries;
    }

    /** Returns a builder of a client whose connections are within the process. The client may join before the listeners open. */
    public WampClientBuilder client(LocalMember member, String realm) {
        ConnectionAcceptor acceptor = router.apply(member);
        return WampClient.builder(client -> new LocalConnector(member.id(), acceptor, client, deliveries), realm);
    }
}
