package io.signalbox.transport.port;

import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.rawsocket.RawSocketProtocol;
import io.signalbox.transport.tls.ListenerTls;
import java.util.List;

/**
 * What a port speaks. The first octet of a connection decides where there is both RawSocket and HTTP.
 *
 * @param tls the encryption of all of it, or null
 * @param rawSocket RawSocket, or null
 * @param paths what is served over HTTP; a port with RawSocket and no path does not speak HTTP
 */
public record PortProtocols(ListenerTls tls, RawSocketProtocol rawSocket, List<HostPath> paths) {
    public PortProtocols {
        paths = List.copyOf(paths);
    }

    boolean hasHttp() {
        return rawSocket == null || !paths.isEmpty();
    }

    /** HTTP in plain text. */
    public static PortProtocols http(List<HostPath> paths) {
        return new PortProtocols(null, null, paths);
    }
}
