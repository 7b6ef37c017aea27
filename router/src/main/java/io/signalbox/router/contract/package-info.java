/**
 * Payload contracts: JSON Schemas (2020-12) for the arguments of calls, results and events, bound to URIs and patterns.
 * Knows the schema library; the realm sees only the interfaces in {@code session}.
 */
package io.signalbox.router.contract;
