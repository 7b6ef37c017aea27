package io.signalbox.gateway.reverseproxy;

/**
 * Answer to a handshake that is refused.
 *
 * @param status the HTTP status
 * @param text the reason, for people
 */
public record Refusal(int status, String text) {}
