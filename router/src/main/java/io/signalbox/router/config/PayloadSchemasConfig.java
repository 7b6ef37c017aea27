package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** The JSON Schemas for the arguments of one kind of message; what is left out may be anything. */
public record PayloadSchemasConfig(Optional<JsonNode> args, Optional<JsonNode> kwargs) {}
