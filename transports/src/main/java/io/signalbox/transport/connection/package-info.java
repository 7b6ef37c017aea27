/** One lifecycle for every connection over an end point of Jetty, whatever its framing. */
package io.signalbox.transport.connection;
