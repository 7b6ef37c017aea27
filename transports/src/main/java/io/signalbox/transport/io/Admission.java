package io.signalbox.transport.io;

import java.net.SocketAddress;
import org.eclipse.jetty.io.EndPoint;

/** Whether a listener takes one more connection. Thread-safe. */
public interface Admission {

    /** Whether the listener has room for the connection that is being opened. */
    boolean hasRoom();

    /**
     * Whether the address of a client has room for one more connection, which counts for the client from now on.
     *
     * @param endPoint the connection, which counted for nobody or for another client of its proxy before
     */
    boolean admits(EndPoint endPoint, SocketAddress client);

    /** Whether the listener takes no more connections because it stops. */
    boolean refusesAll();
}
