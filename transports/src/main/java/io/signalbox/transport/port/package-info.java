/** A listening port: accepts sockets, and finds out which of its protocols each of them speaks. Knows no WAMP message. */
package io.signalbox.transport.port;
