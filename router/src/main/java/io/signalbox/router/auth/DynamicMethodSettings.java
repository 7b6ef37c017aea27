package io.signalbox.router.auth;

import java.util.Optional;

/**
 * Settings of an authentication method whose identities come from a procedure that a client registers.
 *
 * @param authenticator the URI of the procedure
 * @param authenticatorRealm the realm of the procedure; empty for the realm in HELLO
 * @param authenticatorRole the role of the caller in Crossbar.io; this node calls with the rights of the router
 * @param defaultRole the role of clients for which the procedure names none
 */
public record DynamicMethodSettings(
        String authenticator,
        Optional<String> authenticatorRealm,
        Optional<String> authenticatorRole,
        Optional<String> defaultRole)
        implements AnonymousSettings,
                TicketSettings,
                WampcraSettings,
                ScramSettings,
                CryptosignSettings,
                TlsAuthSettings {}
