/** Listening ports: accept sockets, and detect the protocol of each connection. Knows no WAMP message. */
package io.signalbox.transport.port;
