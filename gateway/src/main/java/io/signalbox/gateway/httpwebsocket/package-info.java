/** Service {@code http-websocket}: the bodies of HTTP requests are the messages of one WebSocket to a backend. */
package io.signalbox.gateway.httpwebsocket;
