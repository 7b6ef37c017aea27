package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.LegTerms;
import io.signalbox.gateway.relay.RelayCompression;
import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.BackendItem;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.BackendOptions;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.RelayOptions;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.DeflateSettings;
import io.signalbox.transport.websocket.WebSocketSettings.Compression;
import java.util.Optional;
import java.util.OptionalInt;

/** Terms of sessions by the options of an item. The options of the backend come before those of the item. Stateless. */
public final class SessionTerms {
    private SessionTerms() {}

    /**
     * Returns the terms of the sessions of an item.
     *
     * @param ofRoute the idle time of a route; empty for that of the item or of the node
     * @param ofNodeMillis the idle time of the node
     * @param memory the limit of the memory of compressed connections
     */
    public static RelayTerms of(ReverseProxyItem item, OptionalInt ofRoute, long ofNodeMillis, DeflateMemory memory) {
        RelayOptions options = item.options();
        Optional<BackendOptions> ofBackend = item.backend().flatMap(BackendItem::options);
        LegTerms client = new LegTerms(
                zeroAsAny(options.maxFrameSizeBytes()),
                zeroAsAny(options.maxMessageSizeBytes()),
                zeroAsAny(options.autoFragmentSizeBytes()),
                options.failByDrop(),
                options.tcpNodelay(),
                options.timing());
        OptionalInt ofItem = ofRoute.isPresent() ? ofRoute : item.idleTimeoutMillis();
        long idleMillis = ofItem.isPresent() ? ofItem.getAsInt() : ofNodeMillis;
        Optional<DeflateSettings> toClient = options.compression().flatMap(Compression::deflate);
        Optional<DeflateSettings> toBackend = ofBackend
                .flatMap(BackendOptions::compression)
                .or(options::backendCompression)
                .flatMap(Compression::deflate);
        return new RelayTerms(
                client,
                ofBackend.map(given -> backend(given, client)).orElse(client),
                idleMillis,
                toClient.isPresent() || toBackend.isPresent()
                        ? Optional.of(new RelayCompression(toClient, toBackend, memory))
                        : Optional.empty());
    }

    private static LegTerms backend(BackendOptions given, LegTerms others) {
        Timing timing = others.timing();
        return new LegTerms(
                given.maxFrameSizeBytes().isPresent()
                        ? zeroAsAny(given.maxFrameSizeBytes().getAsLong())
                        : others.maxFrameBytes(),
                given.maxMessageSizeBytes().isPresent()
                        ? zeroAsAny(given.maxMessageSizeBytes().getAsLong())
                        : others.maxMessageBytes(),
                given.autoFragmentSizeBytes().isPresent()
                        ? zeroAsAny(given.autoFragmentSizeBytes().getAsInt())
                        : others.fragmentBytes(),
                given.failByDrop().orElse(others.failsByDrop()),
                given.tcpNodelay().orElse(others.tcpNoDelay()),
                new Timing(
                        given.closeHandshakeTimeoutMillis().orElse((int) timing.closeHandshakeTimeoutMillis()),
                        given.writeTimeoutMillis().orElse((int) timing.writeTimeoutMillis()),
                        given.autoPingIntervalMillis().orElse((int) timing.autoPingIntervalMillis()),
                        given.autoPingTimeoutMillis().orElse((int) timing.autoPingTimeoutMillis()),
                        given.autoPingSizeBytes().orElse(timing.autoPingSizeBytes()),
                        given.autoPingRestartOnAnyTraffic().orElse(timing.autoPingRestartOnAnyTraffic())));
    }

    private static long zeroAsAny(long bytes) {
        return bytes == 0 ? Long.MAX_VALUE : bytes;
    }

    private static int zeroAsAny(int bytes) {
        return bytes == 0 ? Integer.MAX_VALUE : bytes;
    }
}
