package io.signalbox.router.config.worker;

import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Path;
import java.util.Set;

/** Check of containers: rules for restarts and ends that exclude each other, and what the components need. Not thread-safe. */
public final class ContainerCheck {
    private static final Set<String> OF_NODE = Set.of("-cp", "-classpath", "--class-path", "-jar");
    private static final String MANUAL = "shutdown-manual";
    private static final String ON_FAILED = "shutdown-on-any-component-failed";

    private final ComponentCheck components;
    private final ConnectingCheck transports;

    /** @param directory the directory of relative paths */
    public ContainerCheck(SchemaDocument schema, Path directory) {
        components = new ComponentCheck(directory);
        transports = new ConnectingCheck(schema, directory);
    }

    /** Checks a worker of type {@code container}. */
    public void check(ConfigItem container) {
        ConfigItem hosted = container.member("components");
        if (hosted.isEmpty()) {
            (hosted.isAbsent() ? container : hosted)
                    .warn("the container has no components, so it would do nothing", "add a component");
        }
        for (ConfigItem component : hosted.elements()) {
            components.check(component);
            if (component.member("transport").isPresent()) {
                transports.check(component.member("transport"));
            }
        }
        ConfigItem options = container.member("options");
        RestartCheck.check(options.member("restart"));
        checkEnds(options);
        options.member("jvm").elements().forEach(ContainerCheck::checkJvm);
    }

    private static void checkEnds(ConfigItem options) {
        ConfigItem shutdown = options.member("shutdown");
        String policy = options.member("restart").member("policy").text();
        if (policy.equals("always") && shutdown.isPresent() && !shutdown.text().equals(MANUAL)) {
            shutdown.refuse(
                    Quoted.text(shutdown.text()) + " has no effect with a restart after each end",
                    "write '" + MANUAL + "', or restart-on-failed in 'restart'");
        } else if (policy.equals("on-failure") && shutdown.text().equals(ON_FAILED)) {
            shutdown.refuse(
                    Quoted.text(shutdown.text()) + " has no effect with a restart after each failure",
                    "write '" + MANUAL + "', or restart-never in 'restart'");
        }
    }

    private static void checkJvm(ConfigItem option) {
        if (OF_NODE.contains(option.text())) {
            option.refuse(
                    "the node sets the class path and the main class of the JVM",
                    "remove it; jars belong to 'classpath' of a component");
        }
    }
}
