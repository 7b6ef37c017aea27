/**
 * Remote procedure calls of one realm: registrations, and calls from CALL to their one RESULT or ERROR (spec: Remote
 * Procedure Calls). Everything here is confined to the realm's loop and knows neither transports nor wire formats.
 */
package io.signalbox.router.dealer;
