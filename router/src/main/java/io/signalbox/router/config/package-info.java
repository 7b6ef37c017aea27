/**
 * The node configuration: read with positions, checked as a whole, handed on as records. Knows no realm, no transport
 * and no thread; only {@code node} and {@code cli} use it.
 */
package io.signalbox.router.config;
