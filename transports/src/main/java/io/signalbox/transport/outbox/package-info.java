/** What waits to be written, in bounds: per connection and for the node. Writes nothing itself. */
package io.signalbox.transport.outbox;
