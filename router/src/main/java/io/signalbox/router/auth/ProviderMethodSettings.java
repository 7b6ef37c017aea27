package io.signalbox.router.auth;

import java.util.Map;
import java.util.Optional;

/**
 * Settings of an authentication method whose identities come from a class on the class path.
 *
 * @param provider the name of the {@link AuthenticatorProvider}
 * @param config settings for the provider, as values of JSON
 * @param defaultRole the role of clients for which the provider names none
 */
public record ProviderMethodSettings(String provider, Map<String, Object> config, Optional<String> defaultRole)
        implements AnonymousSettings,
                TicketSettings,
                WampcraSettings,
                ScramSettings,
                CryptosignSettings,
                TlsAuthSettings {}
