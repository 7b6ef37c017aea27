package io.signalbox.transport.port;

import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.rawsocket.RawSocketProtocol;
import io.signalbox.transport.tls.ListenerTls;
import java.util.List;

/**
 * Protocols of a port. The first octet of a connection decides on a port with RawSocket and HTTP. Immutable and
 * thread-safe.
 *
 * @param tls the encryption of all protocols, or null
 * @param rawSocket RawSocket, or null
 * @param paths the paths of HTTP; a port with RawSocket and no path does not serve HTTP
 */
public record PortProtocols(ListenerTls tls, RawSocketProtocol rawSocket, List<HostPath> paths) {
    public PortProtocols {
        paths = List.copyOf(paths);
    }

    boolean hasHttp() {
        return rawSocket == null || !paths.isEmpty();
    }

    /** Returns HTTP without encryption. */
    public static PortProtocols http(List<HostPath> paths) {
        return new PortProtocols(null, null, paths);
    }
}
