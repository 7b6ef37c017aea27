package io.signalbox.router.auth;

import io.signalbox.protocol.auth.TlsExporter;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Channel binding that a client asks for in HELLO (spec: TLS Channel Binding). Stateless and thread-safe. */
final class ChannelBinding {
    private ChannelBinding() {}

    /** Returns the channel id for a channel binding in HELLO; empty if the binding is not possible, see {@link #reason}. */
    static Optional<byte[]> channelId(Object binding, Optional<SSLSession> session) {
        return binding.equals(TlsExporter.NAME) ? session.flatMap(TlsExporter::channelId) : Optional.empty();
    }

    /** Returns the reason why the channel binding in HELLO is not possible. */
    static String reason(Object binding, Optional<SSLSession> session) {
        if (session.isEmpty()) {
            return "channel binding needs TLS, and this connection has none";
        }
        if (!binding.equals(TlsExporter.NAME)) {
            return "the channel binding is not supported; use " + TlsExporter.NAME + " over TLS 1.3";
        }
        return session.get().getProtocol().equals(TlsExporter.PROTOCOL)
                ? "the Java version of the router has no " + TlsExporter.NAME + ", which needs Java 25"
                : TlsExporter.NAME + " needs TLS 1.3, and this connection uses "
                        + session.get().getProtocol();
    }
}
