/** Rounds of a selector, the sockets that are read and written in them, and their buffers. Knows no message format. */
package io.signalbox.transport.io;
