package io.signalbox.router.auth;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/**
 * Channel binding {@code tls-exporter} (RFC 9266): keying material that only the two ends of a TLS 1.3 connection can
 * compute. Needs JDK 25. Stateless and thread-safe.
 */
final class TlsExporter {
    static final String NAME = "tls-exporter";

    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final String PROTOCOL = "TLSv1.3";
    private static final int BYTES = 32;

    /** The method is newer than the Java level of this code. */
    private static final Optional<MethodHandle> EXPORT = export();

    private TlsExporter() {}

    private static Optional<MethodHandle> export() {
        try {
            MethodType type = MethodType.methodType(byte[].class, String.class, byte[].class, int.class);
            return Optional.of(MethodHandles.publicLookup()
                    .findVirtual(ExtendedSSLSession.class, "exportKeyingMaterialData", type));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return Optional.empty();
        }
    }

    /** Returns the channel id of a connection; empty if TLS cannot export keying material. */
    static Optional<byte[]> channelId(SSLSession session) {
        if (EXPORT.isEmpty()
                || !session.getProtocol().equals(PROTOCOL)
                || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of((byte[]) EXPORT.get().invokeExact(extended, LABEL, new byte[0], BYTES));
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("TLS cannot export keying material", e);
        }
    }

    /** Returns the channel id for a channel binding in HELLO; empty if the binding is not possible, see {@link #reason}. */
    static Optional<byte[]> channelId(Object binding, Optional<SSLSession> session) {
        return binding.equals(NAME) ? session.flatMap(TlsExporter::channelId) : Optional.empty();
    }

    /** Returns the reason why the channel binding in HELLO is not possible. */
    static String reason(Object binding, Optional<SSLSession> session) {
        if (session.isEmpty()) {
            return "channel binding needs TLS, and this connection has none";
        }
        if (!binding.equals(NAME)) {
            return "the channel binding is not supported; use " + NAME + " over TLS 1.3";
        }
        return session.get().getProtocol().equals(PROTOCOL)
                ? "the Java version of the router has no " + NAME + ", which needs Java 25"
                : NAME + " needs TLS 1.3, and this connection uses "
                        + session.get().getProtocol();
    }
}
