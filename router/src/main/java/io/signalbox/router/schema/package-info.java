/**
 * Items of a configuration with their places, and what the JSON Schema of the configuration says about them: checks, defaults, and
 * the binding to records. Knows no feature of the router. Used by {@code config} only.
 */
package io.signalbox.router.schema;
