package io.signalbox.gateway.mediation;

import io.signalbox.gateway.mediation.MediationItem.BackendItem;
import io.signalbox.gateway.reverseproxy.BackendTarget;
import io.signalbox.gateway.reverseproxy.ForwardedHeaders;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.transport.websocket.ClientHandshake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * WebSocket server of a route.
 *
 * @param headers the headers of each handshake
 * @param forwarded the headers of the client that the server gets
 */
record MediationBackend(BackendTarget server, Map<String, String> headers, ForwardedHeaders forwarded) {

    /** @param forwarded returns the forwarded headers for patterns of names */
    static MediationBackend of(
            MediationItem item, BackendItem backend, Function<List<String>, ForwardedHeaders> forwarded) {
        return new MediationBackend(
                BackendTarget.of(item.id(), backend.url(), backend.tls(), item.connectTimeoutMillis())
                        .through(backend.httpProxy().map(HttpProxyItem::proxy)),
                backend.headers(),
                forwarded.apply(backend.forwardHeaders()));
    }

    /** Returns the URL for people. */
    String shown() {
        return server.shown();
    }

    /**
     * Returns the handshake for a client.
     *
     * @param credentials the names of the headers by which the client has been authenticated here
     */
    ClientHandshake.Request handshake(Request client, Set<String> credentials, List<String> subprotocols) {
        HttpFields.Mutable all = HttpFields.build(forwarded.of(client, credentials));
        headers.forEach(all::put);
        return new ClientHandshake.Request(server.uri(), subprotocols, all);
    }
}
