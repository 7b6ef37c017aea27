/** The service {@code websockets}: the list of the open sessions. */
package io.signalbox.gateway.diagnostics;
