/**
 * A load program: one thread, one selector, WAMP over WebSocket against a router on this machine. Every delivery is
 * checked for loss, order, duplicates and content.
 */
package io.signalbox.bench.load;
