/**
 * Publish and subscribe within one realm. Confined to the realm's loop; knows sessions, but no connection, thread or
 * check that comes before a request is carried out.
 */
package io.signalbox.router.broker;
