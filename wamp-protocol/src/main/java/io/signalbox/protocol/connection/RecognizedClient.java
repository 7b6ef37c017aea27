package io.signalbox.protocol.connection;

/**
 * Client that a listener recognizes over several connections, for example by a cookie. Thread-safe. {@code toString} does
 * not contain what the client is recognized by, because whoever knows it may pass for the client.
 */
public interface RecognizedClient {

    /**
     * Returns a name for other peers, the same in each connection of the client. What the client is recognized by cannot be
     * computed from the name.
     */
    String publicName();
}
