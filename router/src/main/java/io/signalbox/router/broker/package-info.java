/**
 * Publish and subscribe within one realm. Confined to the realm's loop. The package depends on sessions, but on no
 * connection, no thread, and no check that precedes a request.
 */
package io.signalbox.router.broker;
