package io.signalbox.router.contract;

import java.util.List;

/**
 * Defect of a JSON Schema.
 *
 * @param path the keys (String) and indexes (Integer) from the root of the schema to the defect
 * @param text the problem
 */
public record SchemaDefect(List<Object> path, String text) {}
