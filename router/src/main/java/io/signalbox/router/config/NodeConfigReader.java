package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes records of a tree that has passed every check, and fills in the defaults. */
final class NodeConfigReader {
    private final ItemNumbers numbers = new ItemNumbers();
    private final RealmConfigReader realms;
    private final TransportConfigReader transports;

    /** @param directory what relative paths in the configuration start from */
    NodeConfigReader(Path directory) {
        realms = new RealmConfigReader(numbers, directory);
        transports = new TransportConfigReader(numbers, directory);
    }

    NodeConfig read(JsonNode root) {
        List<WorkerConfig> workers = new ArrayList<>();
        for (JsonNode item : root.path("workers")) {
            WorkerConfig worker = worker(item);
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

    private WorkerConfig worker(JsonNode item) {
        String id = numbers.idOf(item, "worker");
        List<RealmConfig> ofRealms = new ArrayList<>();
        item.path("realms").forEach(realm -> ofRealms.add(realms.read(realm)));
        List<TransportConfig> ofTransports = new ArrayList<>();
        item.path("transports").forEach(transport -> ofTransports.add(transports.read(transport)));
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
