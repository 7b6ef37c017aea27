package io.signalbox.router.auth;

import java.util.Optional;

/** Configured authentication methods of a listener. A method that is absent is not offered. */
public record AuthSettings(
        Optional<AnonymousSettings> anonymous,
        Optional<TicketSettings> ticket,
        Optional<WampcraSettings> wampcra,
        Optional<ScramSettings> scram,
        Optional<CryptosignSettings> cryptosign,
        Optional<TlsAuthSettings> tls,
        Optional<CookieMethodSettings> cookie,
        Optional<JwtSettings> jwt) {

    /** Settings of the method {@code cookie}: none. The cookies are those of the listener. */
    public record CookieMethodSettings() {}
}
