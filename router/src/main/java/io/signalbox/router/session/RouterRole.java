package io.signalbox.router.session;

import io.signalbox.protocol.connection.SlowConsumerOverride;

/**
 * A role of a realm, shared by all sessions with this role. Compared by identity.
 *
 * @param name the authrole
 * @param permissions the rules, which decide on requests of the role's sessions, and on deliveries under a pattern
 * @param slowConsumer treatment of sessions that read too slowly
 * @param authorizer decides where the rules do not; null if the rules decide everything
 * @param linkNode the id of this node if the sessions of the role are links between routers; null for all other roles
 */
public record RouterRole(
        String name,
        Permissions permissions,
        SlowConsumerOverride slowConsumer,
        Authorizer authorizer,
        String linkNode) {

    /** Name of the role that may do everything. No client gets the role, and no configuration defines it. */
    public static final String TRUSTED = "trusted";

    /** Role of the router's own session. */
    public static final RouterRole ROUTER = new RouterRole("router", (action, uri, match) -> Decision.ALLOWED);

    /** Creates a role whose sessions are no links. */
    public RouterRole(String name, Permissions permissions, SlowConsumerOverride slowConsumer, Authorizer authorizer) {
        this(name, permissions, slowConsumer, authorizer, null);
    }

    /** Creates a role without an authorizer. */
    public RouterRole(String name, Permissions permissions, SlowConsumerOverride slowConsumer) {
        this(name, permissions, slowConsumer, null);
    }

    /** Creates a role without an authorizer that uses the slow consumer policy of the listener. */
    public RouterRole(String name, Permissions permissions) {
        this(name, permissions, SlowConsumerOverride.NONE);
    }
}
