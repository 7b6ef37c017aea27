/**
 * The realm's own session and what it serves: the meta API, testaments (spec: Session, Subscription, Registration Meta
 * API). Confined to the realm's loop.
 */
package io.signalbox.router.meta;
