/**
 * Realms: the serial loop that orders everything in one, the way of a session from HELLO to its end, and the checks
 * before a request reaches broker or dealer. Knows no transport, configuration or file.
 */
package io.signalbox.router.realm;
