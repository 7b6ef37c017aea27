package io.signalbox.protocol.auth;

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
public final class TlsExporter {
    /** Name of the channel binding in HELLO and CHALLENGE. */
    public static final String NAME = "tls-exporter";

    /** The only version of TLS with this channel binding. */
    public static final String PROTOCOL = "TLSv1.3";

    private static final String LABEL = "EXPORTER-Channel-Binding";
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

    /** Returns the channel id of a connection, 32 bytes; empty if TLS cannot export keying material. */
    public static Optional<byte[]> channelId(SSLSession session) {
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
}
