package io.signalbox.router.session;

import java.util.List;

/**
 * Subscriber of a subscription, or callee of a registration, for the meta API. Immutable.
 *
 * @param forwardFor the nodes behind a link, from the node of the subscribers or callees on; empty for a session that is no link
 */
public record Member(RouterSession session, List<String> forwardFor) {}
