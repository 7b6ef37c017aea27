package io.signalbox.router.auth;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.options.HelloDetails;
import java.util.Optional;

/**
 * HELLO of a client with its connection, as the input of an authentication method. Immutable and thread-safe.
 *
 * @param session the id of the session if the client joins: the id in a challenge is the id in WELCOME
 * @param realm the realm in HELLO, a valid URI; the node may have no such realm. Empty if the client leaves the choice to
 *     the authentication method
 * @param peer the connection: address, listener, serializer, request headers and cookies, path, TLS session
 */
public record AuthRequest(long session, Optional<String> realm, HelloDetails hello, PeerInfo peer) {}
