/** Connections that the node opens to other routers: the items of the configuration, and the clients that join over them. */
package io.signalbox.router.connecting;
