/** Proxies in front of a port: the trusted proxies, and the clients that their headers name. */
package io.signalbox.transport.proxy;
