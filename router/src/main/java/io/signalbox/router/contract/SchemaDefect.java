package io.signalbox.router.contract;

import java.util.List;

/**
 * Why something is no usable JSON Schema.
 *
 * @param path the keys (String) and indexes (Integer) that lead to the place within the schema
 */
public record SchemaDefect(List<Object> path, String text) {}
