/** Who takes part in a realm: identity, role, features, and the way out to a session's connection. */
package io.signalbox.router.session;
