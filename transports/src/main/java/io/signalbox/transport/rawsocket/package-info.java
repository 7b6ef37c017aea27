/** WAMP over RawSocket: a handshake of four octets, then messages behind a length. */
package io.signalbox.transport.rawsocket;
