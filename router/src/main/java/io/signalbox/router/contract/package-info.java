/**
 * Payload contracts: JSON Schemas (2020-12) for the arguments of calls, results and events, by URI or pattern. Only this
 * package uses the schema library; the realm uses the interfaces in {@code session}.
 */
package io.signalbox.router.contract;
