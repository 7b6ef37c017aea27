/** The service {@code websocket-reverseproxy}: connects each client to a backend. */
package io.signalbox.gateway.reverseproxy;
