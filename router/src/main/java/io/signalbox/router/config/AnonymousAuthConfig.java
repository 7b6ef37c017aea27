package io.signalbox.router.config;

/**
 * Clients that prove nothing.
 *
 * @param authid empty for a random one per session
 */
public record AnonymousAuthConfig(String role, String authid) {
    public static final AnonymousAuthConfig DEFAULTS = new AnonymousAuthConfig("anonymous", "");
}
