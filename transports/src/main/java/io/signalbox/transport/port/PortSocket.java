package io.signalbox.transport.port;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Server socket of a port: opened, described and removed by the kind of its address. Thread-safe. */
sealed interface PortSocket permits TcpPortSocket, UnixPortSocket {

    static PortSocket of(ListeningAddress address, SocketSettings settings) {
        return switch (address) {
            case ListeningAddress.Tcp tcp -> new TcpPortSocket(tcp, settings);
            case ListeningAddress.Unix unix -> new UnixPortSocket(unix, settings);
        };
    }

    /** Returns a channel that listens. */
    ServerSocketChannel open() throws IOException;

    /** Sets the options of an accepted socket. */
    void setUp(SocketChannel accepted) throws IOException;

    /** Removes the file that the closed channel leaves. Idempotent. */
    void remove();

    /** Returns the TCP port that is bound; 0 before, and for another kind of address. */
    int boundPort();

    /** Returns the address for log lines and error texts. */
    String name();

    /** Returns the address as a URL. */
    String url(String scheme, String path);

    /** Returns why the socket cannot be opened, with the remedy. */
    String explain(Throwable failure);
}
