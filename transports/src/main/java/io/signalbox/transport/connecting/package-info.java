/** Connecting transports: sockets to routers, over TCP, TLS, Unix domain sockets and HTTP proxies, and their reconnects. */
package io.signalbox.transport.connecting;
