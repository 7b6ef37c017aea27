package io.signalbox.router.auth;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Settings of the method {@code ticket}. */
public sealed interface TicketSettings extends MethodSettings
        permits TicketSettings.StaticTicketSettings, DynamicMethodSettings, ProviderMethodSettings {

    /**
     * Tickets in the configuration.
     *
     * @param defaultRole the role of principals without a role
     */
    record StaticTicketSettings(TicketPrincipals principals, Optional<String> defaultRole) implements TicketSettings {}

    /**
     * Principals of the method {@code ticket}.
     *
     * @param file absolute file with the principals; empty for principals in the configuration
     * @param byAuthid empty with a file
     */
    record TicketPrincipals(Optional<Path> file, Map<String, TicketPrincipal> byAuthid) {}

    /**
     * Client with a ticket.
     *
     * @param realm the realm that the client joins; empty for the realm in HELLO
     */
    record TicketPrincipal(String ticket, Optional<String> role, Optional<String> realm) {
        /** Returns a text without the ticket. */
        @Override
        public String toString() {
            return "TicketPrincipal[role=" + role + ", realm=" + realm + "]";
        }
    }
}
