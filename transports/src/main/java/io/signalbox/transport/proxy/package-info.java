/** Proxies in front of a port: which ones are trusted, and what they say about their clients. */
package io.signalbox.transport.proxy;
