package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Makes records of a tree that has passed every check, and fills in the defaults. */
final class NodeConfigReader {
    private final ItemNumbers numbers = new ItemNumbers();
    private final RealmConfigReader realms;
    private final TransportConfigReader transports;

    /**
     * @param directory what relative paths in the configuration start from
     * @param places where items stand
     */
    NodeConfigReader(Path directory, Function<JsonPlace, ConfigPlace> places) {
        realms = new RealmConfigReader(numbers, directory, places);
        transports = new TransportConfigReader(numbers, directory, places);
    }

    NodeConfig read(JsonNode root) {
        List<WorkerConfig> workers = new ArrayList<>();
        JsonNode items = root.path("workers");
        for (int i = 0; i < items.size(); i++) {
            WorkerConfig worker =
                    worker(items.path(i), JsonPlace.ROOT.member("workers").item(i));
            if (!worker.options().disabled()) {
                workers.add(worker);
            }
        }
        return new NodeConfig(root.path("version").asInt(), controller(root.path("controller")), List.copyOf(workers));
    }

    /** Whether the worker is left out: {@code true}, or any text. */
    static boolean isDisabled(JsonNode worker) {
        JsonNode disabled = worker.path("options").path("disabled");
        return disabled.isTextual() ? !disabled.textValue().isEmpty() : disabled.asBoolean();
    }

    private WorkerConfig worker(JsonNode item, JsonPlace place) {
        String id = numbers.idOf(item, "worker");
        List<RealmConfig> ofRealms = new ArrayList<>();
        for (int i = 0; i < item.path("realms").size(); i++) {
            ofRealms.add(realms.read(
                    item.path("realms").path(i), place.member("realms").item(i)));
        }
        List<TransportConfig> ofTransports = new ArrayList<>();
        for (int i = 0; i < item.path("transports").size(); i++) {
            ofTransports.add(transports.read(
                    item.path("transports").path(i), place.member("transports").item(i)));
        }
        return new WorkerConfig(
                id, new WorkerOptions(isDisabled(item)), List.copyOf(ofRealms), List.copyOf(ofTransports));
    }

    private static ControllerConfig controller(JsonNode item) {
        JsonNode limits = item.path("options").path("limits");
        NodeLimits defaults = NodeLimits.DEFAULTS;
        return new ControllerConfig(
                item.path("id").asText(),
                new ControllerOptions(new NodeLimits(
                        limits.path("max_sessions").asInt(defaults.maxSessions()),
                        limits.path("max_pending_bytes").asLong(defaults.maxPendingBytes()),
                        limits.path("max_assembly_bytes").asLong(defaults.maxAssemblyBytes()),
                        limits.path("max_checked_bytes").asLong(defaults.maxCheckedBytes()))));
    }
}
