/**
 * Meta API of a realm (spec: Session Meta API, Subscriptions Meta API, Registration Meta API, Session Testament) and the
 * router's own session that serves it. Confined to the realm's loop.
 */
package io.signalbox.router.meta;
