package io.signalbox.gateway.connection;

import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * State of a connection at one time.
 *
 * @param sinceMillis the time at which the state began, in milliseconds since 1970
 * @param reconnects sockets that were opened again, or sessions that were joined again, since the connection was created
 * @param lastError empty before the first failure
 * @param sockets open sockets
 * @param bufferedBytes messages that wait to be written
 * @param subscriptions the subscriptions of a WAMP router
 */
public record ConnectionStatus(
        State state,
        long sinceMillis,
        long reconnects,
        Optional<String> lastError,
        int sockets,
        long bufferedBytes,
        List<SubscriptionStatus> subscriptions) {

    /** @param error why the router refuses the subscription; empty if it is there, or is not requested yet */
    public record SubscriptionStatus(String topic, String match, boolean active, Optional<String> error) {
        private Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("topic", topic);
            map.put("match", match);
            map.put("active", active);
            map.put("error", error.orElse(null));
            return map;
        }
    }

    ConnectionStatus withError(String error) {
        return new ConnectionStatus(
                state, sinceMillis, reconnects, Optional.of(error), sockets, bufferedBytes, subscriptions);
    }

    ConnectionStatus withReconnects(long earlier) {
        return new ConnectionStatus(
                state, sinceMillis, reconnects + earlier, lastError, sockets, bufferedBytes, subscriptions);
    }

    /** Returns the status as a procedure answers it. */
    public Map<String, Object> asMap(ConnectionItem item, String source) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", item.id());
        map.put("name", item.label());
        map.put("source", source);
        map.put("active", item.active());
        map.put("state", state.name().toLowerCase(Locale.ROOT));
        map.put("url", item.shownUrl());
        map.put("since", Instant.ofEpochMilli(sinceMillis).toString());
        map.put("reconnects", reconnects);
        map.put("last_error", lastError.orElse(null));
        map.put("sockets", sockets);
        map.put("buffered_bytes", bufferedBytes);
        if (item.remote() == ConnectionItem.Remote.WAMP) {
            map.put(
                    "subscriptions",
                    subscriptions.stream().map(SubscriptionStatus::asMap).toList());
        }
        return map;
    }
}
