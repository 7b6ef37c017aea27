/** Event history: what happened under a subscription, in memory or in a file (spec: Event History). Knows no session. */
package io.signalbox.router.store;
