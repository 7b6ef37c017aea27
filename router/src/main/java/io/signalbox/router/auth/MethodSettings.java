package io.signalbox.router.auth;

/** Settings of an authentication method. The {@code type} of the item is the source of the identities. */
public sealed interface MethodSettings
        permits AnonymousSettings,
                TicketSettings,
                WampcraSettings,
                ScramSettings,
                CryptosignSettings,
                TlsAuthSettings,
                JwtSettings {}
