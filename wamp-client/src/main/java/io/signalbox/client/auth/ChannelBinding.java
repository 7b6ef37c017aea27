package io.signalbox.client.auth;

import io.signalbox.protocol.auth.TlsExporter;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Channel id of the connection of a login (spec: TLS Channel Binding). Stateless and thread-safe. */
final class ChannelBinding {
    private ChannelBinding() {}

    /**
     * Returns the channel id of a connection.
     *
     * @throws AuthenticationFailure if the connection has none; the message says why
     */
    static byte[] id(Optional<SSLSession> tls) throws AuthenticationFailure {
        if (tls.isEmpty()) {
            throw new AuthenticationFailure("channel binding needs TLS, and the connection has none");
        }
        Optional<byte[]> id = TlsExporter.channelId(tls.get());
        if (id.isPresent()) {
            return id.get();
        }
        String protocol = tls.get().getProtocol();
        throw new AuthenticationFailure(
                protocol.equals(TlsExporter.PROTOCOL)
                        ? "channel binding needs Java 25"
                        : "channel binding needs TLS 1.3, and the connection uses " + protocol);
    }
}
