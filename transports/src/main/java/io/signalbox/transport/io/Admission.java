package io.signalbox.transport.io;

/** Whether a listener takes one more connection. Thread-safe. */
public interface Admission {

    /** Whether the listener has room for the connection that is being opened. */
    boolean hasRoom();

    /** Whether the listener takes no more connections because it stops. */
    boolean isStopping();
}
