/**
 * Load programs: one thread and one selector, with WAMP over WebSocket, against a router on the same machine. Each
 * message is checked for loss, order, duplicates and content.
 */
package io.signalbox.bench.load;
