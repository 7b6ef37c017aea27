package io.signalbox.gateway.connection;

/** Remote end of a connection from one start to the next stop. Thread-safe; only {@link #awaitEnd} blocks. */
sealed interface RemoteEnd permits SocketPool, RemoteSession {

    void start();

    /** Ends, with a close code for a WebSocket server. No start follows. Idempotent. */
    void stop(int code, String reason);

    /** Waits after a stop until the end has been reported, for some time at most. */
    void awaitEnd(long timeoutMillis) throws InterruptedException;

    ConnectionStatus status();

    /** Takes no message of the server any more, soon. */
    void pause();

    void resume();
}
