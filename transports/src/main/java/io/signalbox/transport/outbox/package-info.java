/** Messages that wait to be written, with their limits: per connection and for the node. */
package io.signalbox.transport.outbox;
