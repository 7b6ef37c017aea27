package io.signalbox.gateway.connection.management;

import java.util.List;

/**
 * Item {@code management} of a realm.
 *
 * @param connections the rules for outgoing connections
 */
public record ManagementItem(ConnectionRules connections) {

    /**
     * Rules for the outgoing connections that the sessions of a realm create.
     *
     * @param roles roles that a connection may have
     * @param targets patterns of the URLs that a connection may have; none permits no connection
     * @param max maximum number of connections that were created at run time
     */
    public record ConnectionRules(List<String> roles, List<String> targets, int max) {}
}
