/**
 * Items of a configuration with their places, and the rules of its JSON Schema: checks, defaults, and the binding to
 * records. Knows no feature of the router. Used by {@code config} only.
 */
package io.signalbox.router.schema;
