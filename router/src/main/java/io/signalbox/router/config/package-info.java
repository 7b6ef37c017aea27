/**
 * Node configuration: checks against the schema and beyond, defaults, versions, and the binding to records. Knows no realm, no transport
 * and no thread. Used by {@code node} and {@code cli} only.
 */
package io.signalbox.router.config;
