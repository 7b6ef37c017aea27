/** Outgoing WebSocket connections: their sockets, the hooks for what servers send, and the procedures that send. */
package io.signalbox.gateway.connection;
