package io.signalbox.transport.io;

import java.net.SocketAddress;
import org.eclipse.jetty.io.EndPoint;

/** Limits of a listener on its connections. Thread-safe. */
public interface Admission {

    /** Returns whether the listener has room for the connection that is being opened. */
    boolean hasRoom();

    /**
     * Returns whether the address of a client has room for one more connection. The connection counts for the client from
     * now on.
     *
     * @param endPoint the connection, which counted for no client or for another client of its proxy before
     */
    boolean admits(EndPoint endPoint, SocketAddress client);

    /** Returns whether the listener refuses all new connections because it stops. */
    boolean refusesAll();
}
