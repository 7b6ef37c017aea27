package io.signalbox.router.node;

import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.connecting.ConnectingTransportItem;
import io.signalbox.router.container.ShutdownMode;
import io.signalbox.router.process.OutputLimits;
import io.signalbox.router.process.RestartPolicy;
import java.util.List;

/**
 * Options of a worker of type {@code container}.
 *
 * @param disabled whether the node leaves out the worker
 * @param shutdown the ends of components that end the container
 * @param restart the restarts of the components, and of the JVM when the JVM has died
 * @param jvm options of the JVM
 * @param process whether the container has a JVM of its own; otherwise the components run inside the node
 * @param output the keys of these limits stand beside the others
 */
public record ContainerConfig(
        boolean disabled,
        ShutdownMode shutdown,
        RestartPolicy restart,
        GuestConfig.ProcessEnvironment env,
        List<String> jvm,
        boolean process,
        OutputLimits output) {

    /**
     * An element of {@code components}.
     *
     * @param component the keys of these settings stand beside the others
     */
    public record Component(ComponentSettings component, ConnectingTransportItem transport) {}
}
