/** Interface between transports, which implement connections, and realms, which use them. */
package io.signalbox.protocol.connection;
