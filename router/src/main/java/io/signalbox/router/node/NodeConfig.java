package io.signalbox.router.node;

import io.signalbox.router.auth.AuthLimits;
import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.document.UnboundItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checked node configuration.
 *
 * @param version of the format, always 2
 */
public record NodeConfig(int version, Controller controller, List<Worker> workers) {

    /**
     * The item {@code controller}.
     *
     * @param id empty for a controller without an id
     */
    public record Controller(Optional<String> id, ControllerOptions options) {}

    /**
     * The item {@code controller.options}.
     *
     * @param shutdown names of the exits of workers that stop the node
     * @param enableParallelWorkerStart whether a worker is started without waiting for the one before
     * @param nodeKey absolute file with the private key of the node, which may not exist
     * @param gateway the options of the extension {@code gateway}
     */
    public record ControllerOptions(
            NodeLimits limits,
            AuthLimits authLimits,
            List<String> shutdown,
            boolean enableParallelWorkerStart,
            Path nodeKey,
            UnboundItem gateway) {}

    /**
     * Bounds over all listeners and realms.
     *
     * @param maxSessions open connections
     * @param maxAuthentications authentications that await a client or an authenticator
     * @param maxPendingBytes bytes that wait to be sent; 0 for a share of the heap
     * @param maxAssemblyBytes bytes of messages that have arrived in part; 0 for a share of the heap
     * @param maxHeldBytes bytes of waiting calls, testaments, subscriptions and registrations; 0 for a share of the heap
     * @param maxInboundBytes bytes of messages that wait for their realms; 0 for a share of the heap
     * @param maxCheckedBytes bytes of payloads under a contract check at the same time; 0 for a share of the heap
     * @param maxCompressionBytes bytes of compressed connections outside the heap; 0 for a share of the heap
     */
    public record NodeLimits(
            int maxSessions,
            int maxAuthentications,
            long maxPendingBytes,
            long maxAssemblyBytes,
            long maxHeldBytes,
            long maxInboundBytes,
            long maxCheckedBytes,
            long maxCompressionBytes) {}

    /** Part of a node. */
    public sealed interface Worker {
        String id();

        /** Returns whether the node leaves out the worker. */
        boolean isDisabled();
    }

    /**
     * A worker of type {@code router}.
     *
     * @param connections connections of an extension to other servers
     */
    public record RouterWorker(
            String id,
            WorkerOptions options,
            List<RealmConfig> realms,
            List<RouterComponent> components,
            List<UnboundItem> connections,
            List<TransportConfig> transports)
            implements Worker {
        @Override
        public boolean isDisabled() {
            return options.disabled();
        }
    }

    /**
     * An element of {@code components} of a router worker.
     *
     * @param component the keys of these settings stand beside the others
     * @param role the authrole
     */
    public record RouterComponent(ComponentSettings component, String role) {}

    /**
     * A worker of type {@code container}: components that connect to a router as clients.
     *
     * @param item the whole item, for the JVM of the container
     */
    public record ContainerWorker(
            String id, ContainerConfig options, List<ContainerConfig.Component> components, UnboundItem item)
            implements Worker {
        @Override
        public boolean isDisabled() {
            return options.disabled();
        }
    }

    /** A worker of type {@code guest}: a program that the node runs. */
    public record GuestWorker(String id, String executable, List<String> arguments, GuestConfig options)
            implements Worker {
        @Override
        public boolean isDisabled() {
            return options.disabled();
        }
    }

    /** Returns the workers of type {@code router}. */
    public List<RouterWorker> routers() {
        return workers.stream()
                .filter(RouterWorker.class::isInstance)
                .map(RouterWorker.class::cast)
                .toList();
    }

    /**
     * The item {@code options} of a worker of type {@code router}.
     *
     * @param disabled whether the node leaves out the worker
     */
    public record WorkerOptions(boolean disabled) {}
}
