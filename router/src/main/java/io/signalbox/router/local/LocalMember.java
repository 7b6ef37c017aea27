package io.signalbox.router.local;

/**
 * Part of the node that joins a realm, without authentication. Its session has the authmethod {@code local}.
 *
 * @param id the authid
 * @param role the authrole, whose permissions hold for all that the part does
 * @param authprovider the kind of part, such as {@code component}
 */
public record LocalMember(String id, String role, String authprovider) {}
