/** Transports by which peers reach this node. Knows messages and bytes, but no realm. */
package io.signalbox.transport;
