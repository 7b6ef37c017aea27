/**
 * Dealer of a realm: registrations, and calls from CALL to the one RESULT or ERROR (spec: Remote Procedure Calls). All
 * classes are confined to the realm's loop and know neither transports nor wire formats.
 */
package io.signalbox.router.dealer;
