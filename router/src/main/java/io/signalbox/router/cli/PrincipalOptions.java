package io.signalbox.router.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of the commands that print the record of a client: authid and role. */
final class PrincipalOptions {
    @Option(
            names = "--authid",
            paramLabel = "AUTHID",
            defaultValue = "joe",
            description = "The authid of the record. Default: joe.")
    private String authid;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "user",
            description = "The role of the record. Default: user.")
    private String role;

    /** Returns the record of the client as a member of a JSON object. */
    String member(Map<String, Object> credentials) {
        Map<String, Object> record = new LinkedHashMap<>(credentials);
        record.put("role", role);
        ObjectMapper json = new ObjectMapper();
        try {
            return json.writeValueAsString(authid) + ": " + json.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers cannot be written as JSON", e);
        }
    }
}
