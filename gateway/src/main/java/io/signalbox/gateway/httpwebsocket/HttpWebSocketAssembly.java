package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.access.Via;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.gateway.httpwebsocket.HttpWebSocketItem.BackendItem;
import io.signalbox.gateway.outgoing.OutgoingSettings;
import io.signalbox.gateway.outgoing.OutgoingSettings.OutboxTerms;
import io.signalbox.gateway.outgoing.OutgoingSettings.Overflow;
import io.signalbox.gateway.outgoing.OutgoingSockets;
import io.signalbox.gateway.outgoing.OutgoingTarget;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.router.extension.ExtendedNode;
import io.signalbox.router.extension.ServicePlace;
import io.signalbox.router.local.LocalMember;
import io.signalbox.transport.connecting.ReconnectPolicy;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.websocket.ClientHandshake;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/** Factory of the items {@code http-websocket} of one node. Confined to the start and the stop of the node, except the counters. */
public final class HttpWebSocketAssembly {
    private static final long CLOSE_TIMEOUT_MILLIS = 2_000;
    private static final int PING_BYTES = 12;

    private final ExtendedNode node;
    private final OutgoingSockets sockets;
    private final HttpWebSocketCounters counters = new HttpWebSocketCounters();
    private final List<HttpWebSocket> items = new ArrayList<>();

    public HttpWebSocketAssembly(ExtendedNode node, OutgoingSockets sockets) {
        this.node = node;
        this.sockets = sockets;
    }

    /** Returns the service of an item, which {@link #start} starts. */
    public HostPath path(ServicePlace place, HttpWebSocketItem item) {
        Optional<HookSession> session = item.realm()
                .map(realm -> new HookSession(
                        place.realms(), new LocalMember(item.id(), item.role().orElseThrow(), "gateway"), realm));
        HttpWebSocket target = new HttpWebSocket(
                item, place.path(), settings(place, item), sockets, session, counters, Clock.systemUTC());
        items.add(target);
        return new HostPath(
                place.path(),
                "http",
                new HttpWebSocketPath(
                        target, new Via(node.id()), place.authentication(), counters, node.timers(), node.assembly()));
    }

    private OutgoingSettings settings(ServicePlace place, HttpWebSocketItem item) {
        BackendItem backend = item.backend();
        OutgoingTarget target = OutgoingTarget.of(
                item.id(),
                backend.url(),
                backend.tls(),
                backend.httpProxy().map(HttpProxyItem::proxy),
                item.connectTimeoutMillis());
        List<String> offered = backend.contentType()
                .map(type -> List.of("synapse(contentType='" + type + "')"))
                .orElse(List.of());
        Timing timing = new Timing(
                CLOSE_TIMEOUT_MILLIS,
                item.writeTimeoutMillis(),
                item.pingIntervalMillis(),
                item.pingIntervalMillis(),
                PING_BYTES);
        return new OutgoingSettings(
                "path=" + place.path(),
                target.connect(),
                new ClientHandshake.Request(target.uri(), offered, false, headers(backend)),
                ReconnectPolicy.DEFAULTS,
                timing,
                0,
                backend.maxMessageSizeBytes(),
                new OutboxTerms(item.buffer().maxBytes(), Overflow.REJECT, true));
    }

    private HttpFields headers(BackendItem backend) {
        HttpFields.Mutable headers = HttpFields.build();
        backend.headers().forEach(headers::add);
        return headers.add("Via", new Via(node.id()).ofThisNode());
    }

    public HttpWebSocketCounters counters() {
        return counters;
    }

    public void start() {
        items.forEach(HttpWebSocket::start);
    }

    /** Ends the sessions of the items. Called when their sockets have ended. */
    public void stop() {
        items.forEach(HttpWebSocket::stop);
    }
}
