package io.signalbox.router.extension;

import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.transport.http.HostPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services of the gateway without a rule beyond the schema, and with nothing at their paths. */
public final class UncheckedExtension implements NodeExtension {

    @Override
    public Set<String> pathServices() {
        return Set.of("websocket-reverseproxy", "websockets", "websocket-mediation", "http-websocket");
    }

    @Override
    public Set<String> connections() {
        return Set.of("websocket.connection");
    }

    @Override
    public void checkConnections(List<ConfigItem> connections, Path directory) {
        // The schema has checked the connections.
    }

    @Override
    public void check(ConfigItem item, Path directory) {
        // The schema has checked the item.
    }

    @Override
    public RunningExtension assemble(ExtendedNode node) {
        return new RunningExtension() {
            @Override
            public HostPath path(String type, ServicePlace place, UnboundItem item) {
                return HostPath.nothing(place.path());
            }

            @Override
            public void connect(ConnectedWorker worker) {
                // There is nothing to connect.
            }

            @Override
            public String name() {
                return "unchecked";
            }

            @Override
            public Map<String, Long> counters() {
                return Map.of();
            }

            @Override
            public void start() {
                // There is nothing to start.
            }

            @Override
            public void shutDown(long timeoutMillis) {
                // There is nothing to close.
            }

            @Override
            public void stop() {
                // There is nothing to stop.
            }
        };
    }
}
