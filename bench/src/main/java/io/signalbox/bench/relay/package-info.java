/** Load for the WebSocket gateway, and a bare relay on Jetty that is measured beside it. */
package io.signalbox.bench.relay;
