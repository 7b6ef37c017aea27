package io.signalbox.router.auth;

import io.signalbox.router.auth.AuthSettings.CookieMethodSettings;
import java.util.Optional;

/** Configured authentication methods for HTTP requests. A method that is absent is not offered. */
public record RequestAuthSettings(
        Optional<AnonymousSettings> anonymous,
        Optional<TicketSettings> ticket,
        Optional<TlsAuthSettings> tls,
        Optional<CookieMethodSettings> cookie,
        Optional<JwtSettings> jwt) {}
