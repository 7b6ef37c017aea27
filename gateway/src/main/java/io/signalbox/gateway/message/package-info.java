/** Whole WebSocket messages, as mediators, hooks and outgoing sockets handle them. Knows no other package. */
package io.signalbox.gateway.message;
