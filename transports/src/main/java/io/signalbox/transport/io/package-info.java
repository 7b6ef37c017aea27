/** Rounds of a selector, the sockets of the rounds, and their buffers. Knows no message format. */
package io.signalbox.transport.io;
