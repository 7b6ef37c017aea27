package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Map;

/**
 * A request that needs permission.
 *
 * @param session the session that has sent the request, with its principal and peer
 * @param uri the URI, or the pattern if {@code match} is not exact
 * @param options the options of the request as sent by the client; must not be modified
 */
public record AuthorizationRequest(
        RouterSession session, Action action, String uri, MatchPolicy match, Map<String, Object> options) {}
