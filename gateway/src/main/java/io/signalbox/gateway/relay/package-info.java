/** The relay core: passes the frames of a client to a backend and back. Knows no configuration and no HTTP. */
package io.signalbox.gateway.relay;
