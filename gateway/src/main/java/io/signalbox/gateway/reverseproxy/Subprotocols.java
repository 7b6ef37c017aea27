package io.signalbox.gateway.reverseproxy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subprotocols of routes in the environment of the process, in place of those of the configuration. Stateless. */
public final class Subprotocols {
    private static final Logger LOG = LoggerFactory.getLogger(Subprotocols.class);

    /** The name of Zowe's API gateway for the variable: names with commas between them. */
    static final String VARIABLE = "SERVER_WEBSOCKET_SUPPORTEDPROTOCOLS";

    private Subprotocols() {}

    /**
     * Returns the subprotocols, possibly none; empty without the variable.
     *
     * @param path the path of the item, for the log
     */
    public static Optional<List<String>> ofEnvironment(Map<String, String> environment, String path) {
        Optional<List<String>> names = Optional.ofNullable(environment.get(VARIABLE))
                .map(value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList());
        names.ifPresent(list -> LOG.info("path={} the variable {} allows the subprotocols {}", path, VARIABLE, list));
        return names;
    }
}
