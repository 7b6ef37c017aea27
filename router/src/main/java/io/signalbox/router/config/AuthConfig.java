package io.signalbox.router.config;

import java.util.Optional;

/**
 * How clients prove who they are.
 *
 * @param anonymous empty when nobody may stay anonymous
 */
public record AuthConfig(Optional<AnonymousAuthConfig> anonymous) {
    /** What a transport without {@code auth} does. */
    public static final AuthConfig OPEN = new AuthConfig(Optional.of(AnonymousAuthConfig.DEFAULTS));
}
