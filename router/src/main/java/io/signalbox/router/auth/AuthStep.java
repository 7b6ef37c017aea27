package io.signalbox.router.auth;

/** What an authentication method says next. */
public sealed interface AuthStep {

    /**
     * The client is who it is; its role may still be missing on the realm.
     *
     * @param authprovider where the method knows it from, such as {@code static}
     */
    record Accepted(String authid, String authrole, String authmethod, String authprovider) implements AuthStep {}

    /**
     * The client may not join.
     *
     * @param reason the URI for the ABORT
     * @param message for people
     */
    record Rejected(String reason, String message) implements AuthStep {}
}
