/** Connections over an end point of Jetty, independent of their framing: reading, decoding, writing, closing. */
package io.signalbox.transport.connection;
