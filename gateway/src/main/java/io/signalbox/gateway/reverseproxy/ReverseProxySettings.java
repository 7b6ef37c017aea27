package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.RelayOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Settings of a reverse proxy.
 *
 * @param path the path of the item
 * @param acceptsBefore whether a client is connected before its backend
 * @param terms the terms of sessions without a route
 * @param server the value of the header Server
 */
public record ReverseProxySettings(
        String path,
        RelayOptions options,
        boolean acceptsBefore,
        RouteTable routes,
        SubprotocolPolicy subprotocols,
        RelayTerms terms,
        ForwardedHeaders headers,
        String server) {

    /**
     * Returns the settings of an item.
     *
     * @param subprotocols the allowed subprotocols in place of those of routes, or empty
     * @param terms returns the terms of sessions with the idle time of a route
     */
    public static ReverseProxySettings of(
            String path,
            ReverseProxyItem item,
            Optional<List<String>> subprotocols,
            Function<OptionalInt, RelayTerms> terms,
            ForwardedHeaders headers,
            String server) {
        Optional<Set<String>> allowed = (item.hasRoutes()
                        ? subprotocols.or(item::allowedSubprotocols)
                        : item.allowedSubprotocols())
                .map(HashSet::new);
        return new ReverseProxySettings(
                path,
                item.options(),
                item.acceptsBefore(),
                RouteTable.of(path, item, terms),
                new SubprotocolPolicy(allowed, item.acceptsBefore(), item.refusesMismatch()),
                terms.apply(OptionalInt.empty()),
                headers,
                server);
    }
}
