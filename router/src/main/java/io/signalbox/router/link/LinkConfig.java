package io.signalbox.router.link;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.connecting.ConnectingTransportItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Link of a realm to a realm of another router.
 *
 * @param realm the realm of the other router
 * @param role the authrole of the link in the realm of this router
 * @param excludeAuthid publishers whose events are not forwarded
 * @param forwardLocalEvents whether events of this realm reach the other router
 * @param forwardRemoteEvents whether events of the other router reach this realm
 * @param forwardLocalInvocations whether calls of this realm reach procedures of the other router
 * @param forwardRemoteInvocations whether calls of the other router reach procedures of this realm
 * @param mirror what the other router has; empty to ask its meta API
 * @param maxHops links that a message may have passed before
 * @param maxMirrored subscriptions, and registrations, that are mirrored in each direction
 */
public record LinkConfig(
        String id,
        String realm,
        ConnectingTransportItem transport,
        String role,
        List<String> excludeAuthid,
        boolean forwardLocalEvents,
        boolean forwardRemoteEvents,
        boolean forwardLocalInvocations,
        boolean forwardRemoteInvocations,
        Optional<Mirror> mirror,
        int maxHops,
        int maxPendingCalls,
        int maxMirrored) {

    /** What a router without meta API has. */
    public record Mirror(List<MirroredTopic> subscriptions, List<MirroredProcedure> registrations) {
        /** @param node the node of the router */
        List<SourceItem> items(MirrorKind kind, String node) {
            List<SourceItem> items = new ArrayList<>();
            List<String> nodes = List.of(node);
            switch (kind) {
                case SUBSCRIPTIONS ->
                    subscriptions.forEach(one -> items.add(
                            new SourceItem(items.size() + 1L, one.topic(), one.match(), InvokePolicy.SINGLE, nodes)));
                case REGISTRATIONS ->
                    registrations.forEach(one -> items.add(
                            new SourceItem(items.size() + 1L, one.procedure(), one.match(), one.invoke(), nodes)));
            }
            return items;
        }
    }

    /** Topic or pattern. */
    public record MirroredTopic(String topic, MatchPolicy match) {}

    /** Procedure or pattern. */
    public record MirroredProcedure(String procedure, MatchPolicy match, InvokePolicy invoke) {}
}
