/** WAMP over WebSocket: the handshake, frames to messages and messages to frames. */
package io.signalbox.transport.websocket;
