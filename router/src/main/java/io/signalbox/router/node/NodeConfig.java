package io.signalbox.router.node;

import java.util.List;
import java.util.Optional;

/**
 * A checked node configuration.
 *
 * @param version of the format, always 2
 */
public record NodeConfig(int version, Controller controller, List<Worker> workers) {

    /**
     * The item {@code controller}.
     *
     * @param id empty when none was given
     */
    public record Controller(Optional<String> id, ControllerOptions options) {}

    /** The item {@code controller.options}. */
    public record ControllerOptions(NodeLimits limits) {}

    /**
     * Bounds over all listeners and realms together.
     *
     * @param maxSessions open connections
     * @param maxPendingBytes bytes that wait to be sent; 0 stands for a share of the heap
     * @param maxAssemblyBytes bytes of messages that have arrived in part; 0 stands for a share of the heap
     * @param maxHeldBytes bytes of waiting calls, testaments, subscriptions and registrations; 0 stands for a share of the heap
     * @param maxInboundBytes bytes of messages that wait for their realms; 0 stands for a share of the heap
     * @param maxCheckedBytes bytes of payloads that are held to contracts at the same time; 0 stands for a share of the heap
     * @param maxCompressionBytes bytes outside of the heap of compressed connections; 0 stands for a share of the heap
     */
    public record NodeLimits(
            int maxSessions,
            long maxPendingBytes,
            long maxAssemblyBytes,
            long maxHeldBytes,
            long maxInboundBytes,
            long maxCheckedBytes,
            long maxCompressionBytes) {}

    /** A worker of type {@code router}. */
    public record Worker(
            String id, WorkerOptions options, List<RealmConfig> realms, List<TransportConfig> transports) {}

    /**
     * The item {@code options} of a worker.
     *
     * @param disabled whether the worker is left out
     */
    public record WorkerOptions(boolean disabled) {}
}
