package io.signalbox.router.auth;

/**
 * Bounds of authentication of a node.
 *
 * @param freeFailures failed attempts of one address and authid after which the next attempt waits, from 1
 * @param windowMillis time without a failed attempt after which the earlier ones are forgotten
 * @param maxDelayMillis longest delay of an attempt; 0 for no delays
 * @param maxEntries maximum number of remembered pairs of address and authid
 * @param maxWaiting maximum number of signatures that wait to be checked, and of running calls of Java authenticators
 */
public record AuthLimits(int freeFailures, long windowMillis, long maxDelayMillis, int maxEntries, int maxWaiting) {}
