package io.signalbox.router.session;

/**
 * A role of a realm, shared by all of its sessions; compared by identity.
 *
 * @param name the authrole
 */
public record RouterRole(String name, Permissions permissions) {

    /** The role of the router itself. */
    public static final RouterRole ROUTER = new RouterRole("router", (action, uri, match) -> Decision.ALLOWED);
}
