/**
 * Node configuration: checks beyond the schema, variables, versions of the format, and items of Crossbar.io that this router does not
 * have. Knows no realm, no transport and no thread. Used by {@code node} and {@code cli} only.
 */
package io.signalbox.router.config;
