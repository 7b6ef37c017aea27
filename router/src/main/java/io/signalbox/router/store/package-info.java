/** Event history in memory or in a file (spec: Event History). The package depends on no session. */
package io.signalbox.router.store;
