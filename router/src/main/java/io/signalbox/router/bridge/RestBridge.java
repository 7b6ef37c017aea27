package io.signalbox.router.bridge;

import io.signalbox.client.Component;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Bridges of the node, by the names of their classes in Crossbar.io. */
public enum RestBridge {
    MESSAGE_FORWARDER("crossbar.bridge.rest.MessageForwarder", MessageForwarder::new),
    REST_CALLEE("crossbar.bridge.rest.RESTCallee", RestCallee::new);

    private final String classname;
    private final Supplier<Component> constructor;

    RestBridge(String classname, Supplier<Component> constructor) {
        this.classname = classname;
        this.constructor = constructor;
    }

    /** Returns the bridge with a name of {@code classname} in the configuration; empty for all other names. */
    public static Optional<RestBridge> named(String classname) {
        return Stream.of(values())
                .filter(bridge -> bridge.classname.equals(classname))
                .findFirst();
    }

    /** Returns a new component, which is not started. */
    public Component component() {
        return constructor.get();
    }
}
