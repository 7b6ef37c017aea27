/** Who may do what: the static permission rules of a role, decided once per URI and remembered. */
package io.signalbox.router.authz;
