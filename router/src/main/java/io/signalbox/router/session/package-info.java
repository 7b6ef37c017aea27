/**
 * Sessions of a realm as broker, dealer and meta API see them: identity, role, features, permissions, payload
 * contracts, read control and output.
 */
package io.signalbox.router.session;
