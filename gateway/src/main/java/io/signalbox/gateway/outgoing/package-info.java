/** WebSockets from this node to servers: one connection that is opened again after each loss, with a bounded outbox. */
package io.signalbox.gateway.outgoing;
