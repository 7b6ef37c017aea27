package io.signalbox.router.config;

/**
 * Bounds over all listeners and realms together.
 *
 * @param maxSessions open connections
 * @param maxPendingBytes bytes that wait to be sent; 0 stands for a share of the heap
 * @param maxAssemblyBytes bytes of messages that have arrived in part; 0 stands for a share of the heap
 * @param maxCheckedBytes bytes of payloads that are held to contracts at the same time; 0 stands for a share of the heap
 */
public record NodeLimits(int maxSessions, long maxPendingBytes, long maxAssemblyBytes, long maxCheckedBytes) {
    public static final NodeLimits DEFAULTS = new NodeLimits(100_000, 0, 0, 0);
}
