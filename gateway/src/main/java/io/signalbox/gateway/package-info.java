/** The WebSocket gateway of a node: its extension, and the services of the extension. */
package io.signalbox.gateway;
