package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.Balance;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.RouteItem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;

/** Routes of one item, in the order of the configuration. The first route that matches counts. Immutable and thread-safe. */
final class RouteTable {
    private final int depth;
    private final List<Route> routes;

    /**
     * Route of a request.
     *
     * @param rest the segments of the request behind the pattern, still encoded
     */
    record Found(Route route, List<String> rest) {}

    private RouteTable(int depth, List<Route> routes) {
        this.depth = depth;
        this.routes = routes;
    }

    /**
     * Returns the routes of an item.
     *
     * @param path the path of the item
     * @param terms returns the terms of sessions with this idle time
     */
    static RouteTable of(String path, ReverseProxyItem item, Function<OptionalInt, RelayTerms> terms) {
        int depth = PathPattern.split(path).size();
        if (!item.hasRoutes()) {
            BackendTarget target =
                    BackendTarget.of(item.id(), item.backend().orElseThrow(), item.connectTimeoutMillis());
            return new RouteTable(
                    depth,
                    List.of(new Route(
                            "",
                            null,
                            "",
                            pool(List.of(target), Balance.ROUNDROBIN),
                            terms.apply(OptionalInt.empty()),
                            1,
                            0)));
        }
        return new RouteTable(
                depth,
                item.routes().stream().map(route -> route(item, route, terms)).toList());
    }

    private static Route route(ReverseProxyItem item, RouteItem route, Function<OptionalInt, RelayTerms> terms) {
        List<BackendTarget> targets = route.backends().stream()
                .map(backend -> BackendTarget.of(item.id(), backend.url(), backend.tls(), item.connectTimeoutMillis()))
                .toList();
        return new Route(
                route.service(),
                PathPattern.of(route.match(), route.service()),
                route.path(),
                pool(targets, route.balance()),
                terms.apply(route.idleTimeoutMillis()),
                route.connectAttempts(),
                route.connectBackoffMillis());
    }

    private static BackendPool pool(List<BackendTarget> targets, Balance balance) {
        return new BackendPool(targets, balance, System::nanoTime, new Random());
    }

    /** @param rawPath the path of a request below the item, still encoded */
    Optional<Found> find(String rawPath) {
        List<String> segments = below(rawPath);
        for (Route route : routes) {
            if (route.pattern() == null) {
                return Optional.of(new Found(route, List.of()));
            }
            Optional<List<String>> rest = route.pattern().match(segments);
            if (rest.isPresent()) {
                return Optional.of(new Found(route, rest.get()));
            }
        }
        return Optional.empty();
    }

    /** Returns the name of the service that a request without a route asks for, as far as it has one. */
    String service(String rawPath) {
        List<String> segments = below(rawPath);
        return segments.isEmpty() ? "" : PathPattern.decoded(segments.getFirst());
    }

    private List<String> below(String rawPath) {
        List<String> segments = PathPattern.split(rawPath);
        return segments.subList(Math.min(depth, segments.size()), segments.size());
    }
}
