package io.signalbox.transport.connecting;

import java.io.IOException;

/** End of an open connection. */
public final class ConnectionLost extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionLost(String address, String why) {
        super("the connection to " + address + " is lost: " + why);
    }
}
