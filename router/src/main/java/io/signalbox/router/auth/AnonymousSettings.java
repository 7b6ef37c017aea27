package io.signalbox.router.auth;

import java.util.Optional;

/** Settings of the method {@code anonymous}. */
public sealed interface AnonymousSettings extends MethodSettings
        permits AnonymousSettings.StaticAnonymousSettings, DynamicMethodSettings, ProviderMethodSettings {

    /**
     * One role for all clients.
     *
     * @param role the role of the sessions
     * @param authid the authid of the sessions; empty for a random authid per session
     */
    record StaticAnonymousSettings(String role, Optional<String> authid) implements AnonymousSettings {}
}
