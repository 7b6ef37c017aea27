package io.signalbox.router.auth;

/** Result of one step of an authentication method. Immutable and thread-safe. */
public sealed interface AuthStep {

    /**
     * The client is authenticated. The realm may still have no such role.
     *
     * @param authprovider the source of the credentials, such as {@code static}
     */
    record Accepted(String authid, String authrole, String authmethod, String authprovider) implements AuthStep {}

    /**
     * The client is refused.
     *
     * @param reason the error URI of the ABORT
     * @param message the human-readable message of the ABORT
     */
    record Rejected(String reason, String message) implements AuthStep {}
}
