package io.signalbox.gateway.mediation;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.mediation.MediationItem.BackendItem;
import io.signalbox.gateway.mediation.MediationItem.Options;
import io.signalbox.gateway.mediation.MediationItem.RouteItem;
import io.signalbox.gateway.relay.LegTerms;
import io.signalbox.gateway.relay.MediationTerms;
import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.reverseproxy.ForwardedHeaders;
import io.signalbox.gateway.reverseproxy.PathPattern;
import io.signalbox.gateway.reverseproxy.SubprotocolPolicy;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Settings of a mediation.
 *
 * @param path the path of the item
 * @param routes in the order in which they are tried
 * @param server the value of the header Server
 */
public record MediationSettings(
        String path,
        MediationItem item,
        List<MediationRoute> routes,
        SubprotocolPolicy subprotocols,
        ForwardedHeaders headers,
        String server) {
    /** Maximum length of a message that is kept until it is complete, for an item without a limit. */
    private static final long MAX_WHOLE_BYTES = 16 << 20;

    /**
     * Returns the settings of an item.
     *
     * @param idleMillis the idle time of the node
     * @param forwarded returns the forwarded headers for patterns of names
     */
    public static MediationSettings of(
            String path,
            MediationItem item,
            long idleMillis,
            Function<List<String>, ForwardedHeaders> forwarded,
            String server) {
        List<MediationRoute> routes = new ArrayList<>();
        for (RouteItem route : item.routes()) {
            routes.add(route(
                    item,
                    Optional.of(PathPattern.of(route.path(), "")),
                    route.backend().or(item::backend),
                    Hooks.of(item, route),
                    idleMillis,
                    forwarded));
        }
        if (item.backend().isPresent() || item.dispatch().isPresent()) {
            routes.add(route(item, Optional.empty(), item.backend(), Hooks.of(item), idleMillis, forwarded));
        }
        return new MediationSettings(
                path,
                item,
                routes,
                new SubprotocolPolicy(item.subprotocols().map(HashSet::new), false, !item.acceptsBefore()),
                forwarded.apply(List.of()),
                server);
    }

    private static MediationRoute route(
            MediationItem item,
            Optional<PathPattern> pattern,
            Optional<BackendItem> backend,
            Hooks hooks,
            long idleMillis,
            Function<List<String>, ForwardedHeaders> forwarded) {
        return new MediationRoute(
                pattern,
                backend.map(one -> MediationBackend.of(item, one, forwarded)),
                hooks,
                terms(item, backend, isWhole(item, hooks), idleMillis));
    }

    /** Returns whether messages of a side are kept until they are complete. */
    private static boolean isWhole(MediationItem item, Hooks hooks) {
        return hooks.dispatch().isPresent()
                || hooks.outflow().isPresent()
                || item.broadcastLevel() > 0
                || item.log() == MediationItem.Log.FULL;
    }

    private static RelayTerms terms(
            MediationItem item, Optional<BackendItem> backend, boolean isWhole, long idleMillis) {
        Options options = item.options();
        long limit = isWhole ? MAX_WHOLE_BYTES : Long.MAX_VALUE;
        long ofBackend = backend.map(one -> one.maxMessageSizeBytes().orElse(0)).orElse(0L);
        MediationTerms sides = new MediationTerms(
                idle(item, "client"),
                idle(item, "backend"),
                item.controlFrames() == MediationItem.ControlFrames.FORWARD,
                CloseFrame.shortened(item.shutdown().code(), item.shutdown().reason()));
        long maxFrameBytes = options.maxFrameSizeBytes() == 0 ? Long.MAX_VALUE : options.maxFrameSizeBytes();
        long maxMessageBytes = options.maxMessageSizeBytes() == 0 ? limit : options.maxMessageSizeBytes();
        long ofServer = ofBackend == 0 ? maxMessageBytes : Math.min(maxMessageBytes, ofBackend);
        return new RelayTerms(
                new LegTerms(maxFrameBytes, maxMessageBytes, options.timing()),
                new LegTerms(maxFrameBytes, ofServer, options.timing()),
                item.idleTimeout()
                        .map(time -> time.isNumber() ? time.longValue() : 0)
                        .orElse(idleMillis),
                sides,
                Optional.empty());
    }

    /** Returns the idle time of a side; 0 for any time. */
    private static long idle(MediationItem item, String side) {
        JsonNode time = item.idleTimeout().map(times -> times.path(side)).orElse(null);
        return time == null ? 0 : time.asLong();
    }

    /** Returns the first route for the path of a request below the item. */
    Optional<MediationRoute> find(String rawPath) {
        List<String> segments = PathPattern.split(rawPath);
        int depth = PathPattern.split(path).size();
        List<String> below = segments.subList(Math.min(depth, segments.size()), segments.size());
        return routes.stream()
                .filter(route -> route.pattern().isEmpty()
                        || route.pattern().get().match(below).isPresent())
                .findFirst();
    }
}
