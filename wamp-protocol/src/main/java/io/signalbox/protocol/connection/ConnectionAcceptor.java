package io.signalbox.protocol.connection;

/** Takes the connections that a listener has opened. */
public interface ConnectionAcceptor {

    /** Called once per connection before its first message, on a thread of the transport; must not block. */
    ConnectionListener accept(WampConnection connection);
}
