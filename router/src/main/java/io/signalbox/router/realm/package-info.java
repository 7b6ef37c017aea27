/**
 * Realms: the serial loop of a realm, the lifecycle of a session from HELLO to its end, and the checks before a request
 * reaches broker or dealer. The package depends on no transport, configuration or file.
 */
package io.signalbox.router.realm;
