package io.signalbox.gateway.relay;

/**
 * Way of a session, for people.
 *
 * @param item the path of the item, for log lines
 * @param clientAddress address and port of the client
 * @param gatewayPath the path of the request, without the query
 */
public record RelayRoute(String item, String clientAddress, String gatewayPath) {}
