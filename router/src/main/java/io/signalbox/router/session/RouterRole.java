package io.signalbox.router.session;

import io.signalbox.protocol.connection.SlowConsumerOverride;

/**
 * A role of a realm, shared by all of its sessions; compared by identity.
 *
 * @param name the authrole
 * @param slowConsumer how its sessions are treated when they read too slowly
 */
public record RouterRole(String name, Permissions permissions, SlowConsumerOverride slowConsumer) {

    /** The role of the router itself. */
    public static final RouterRole ROUTER = new RouterRole("router", (action, uri, match) -> Decision.ALLOWED);

    /** A role whose sessions are treated as the listener says. */
    public RouterRole(String name, Permissions permissions) {
        this(name, permissions, SlowConsumerOverride.NONE);
    }
}
