package io.signalbox.protocol.connection;

/** Receiver of the connections that a listener opens. Thread-safe. */
public interface ConnectionAcceptor {

    /**
     * Returns the listener of a new connection. Called once per connection, before its first message, on a thread of the
     * transport; must not block.
     */
    ConnectionListener accept(WampConnection connection);
}
