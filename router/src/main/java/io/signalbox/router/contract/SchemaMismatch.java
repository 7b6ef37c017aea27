package io.signalbox.router.contract;

/**
 * Where and how a value differs from its schema.
 *
 * @param path the JSON path behind {@code $}, such as {@code [0].name}; empty for the value as a whole
 * @param message what the schema says
 */
record SchemaMismatch(String path, String message) {}
