package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.config.PayloadContractConfig.OnViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes records of payload contracts whose schemas all stand in the tree. */
final class PayloadContractReader {
    private PayloadContractReader() {}

    static List<PayloadContractConfig> read(JsonNode items) {
        List<PayloadContractConfig> contracts = new ArrayList<>();
        items.forEach(item -> contracts.add(contract(item)));
        return List.copyOf(contracts);
    }

    private static PayloadContractConfig contract(JsonNode item) {
        return new PayloadContractConfig(
                item.path("uri").asText(),
                PayloadContractCheck.matchOf(item),
                schemas(item.path("call")),
                schemas(item.path("result")),
                schemas(item.path("event")),
                item.path("on_violation").asText().equals("log") ? OnViolation.LOG : OnViolation.REJECT);
    }

    private static PayloadSchemasConfig schemas(JsonNode item) {
        return new PayloadSchemasConfig(Optional.ofNullable(item.get("args")), Optional.ofNullable(item.get("kwargs")));
    }
}
