/** Authorization: the configured permission rules of a role, by URI and action. */
package io.signalbox.router.authz;
