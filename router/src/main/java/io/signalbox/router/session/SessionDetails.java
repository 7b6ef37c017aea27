package io.signalbox.router.session;

import io.signalbox.protocol.connection.PeerInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** Description of a session for other peers: the meta API and authorizers. Stateless and thread-safe. */
public final class SessionDetails {
    private SessionDetails() {}

    /** Returns a new dictionary without request headers, cookies, credentials and authextra. */
    public static Map<String, Object> of(RouterSession session) {
        Principal principal = session.principal();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("session", session.id());
        details.put("authid", principal.authid());
        details.put("authrole", principal.role().name());
        details.put("authmethod", principal.authmethod());
        details.put("authprovider", principal.authprovider());
        details.put("transport", transport(session.connection().peer()));
        return details;
    }

    private static Map<String, Object> transport(PeerInfo peer) {
        Map<String, Object> transport = new LinkedHashMap<>();
        transport.put("id", peer.listener());
        transport.put("peer", peer.address());
        transport.put("protocol", peer.transport());
        transport.put("serializer", peer.format().wireName());
        transport.put("secure", peer.secure());
        return transport;
    }
}
