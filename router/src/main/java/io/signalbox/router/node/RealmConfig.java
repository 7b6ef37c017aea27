package io.signalbox.router.node;

import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.router.authz.DecisionCache;
import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.contract.ContractSettings;
import io.signalbox.router.dealer.CallQueueSettings;
import io.signalbox.router.dealer.CallTimeoutSettings;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.link.LinkConfig;
import io.signalbox.router.meta.MetaSettings.MetaLimits;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.EventHistorySettings;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Realm.
 *
 * @param store empty for a realm without event history and call queues
 * @param schemas payload contracts
 * @param rlinks links to other routers
 * @param management what sessions of the realm may manage; empty for a realm without management
 */
public record RealmConfig(
        String id,
        String name,
        List<Role> roles,
        RealmOptions options,
        Optional<Store> store,
        List<ContractSettings> schemas,
        List<LinkConfig> rlinks,
        Optional<UnboundItem> management) {

    /**
     * Role of a realm.
     *
     * @param permissions empty for a role without the key, which differs from a list without rules
     * @param authorizer procedure that decides on actions without a rule; empty if the rules decide everything
     * @param authorizerTimeoutMillis time for an answer of the authorizer
     * @param allowByDefault whether a role with neither {@code permissions} nor {@code authorizer} may do everything
     * @param link whether the sessions of the role are links between routers, whose {@code forward_for} counts
     * @param slowConsumer deviations from {@code slow_consumer} of the transport
     */
    public record Role(
            String name,
            Optional<List<PermissionSettings>> permissions,
            Optional<String> authorizer,
            long authorizerTimeoutMillis,
            boolean allowByDefault,
            boolean link,
            SlowConsumerOverride slowConsumer) {}

    /**
     * The item {@code options} of a realm.
     *
     * @param encPayload whether clients may use the older form of payload passthru
     * @param authorizationCache limits of the cached decisions of authorizers
     */
    public record RealmOptions(
            UriCheck uriCheck,
            RequestIdCheck requestIdCheck,
            DiscloseMe discloseMe,
            boolean encPayload,
            CallTimeoutSettings callTimeout,
            boolean enableMetaApi,
            DecisionCache.Settings authorizationCache,
            RealmLimits limits) {}

    /** The item {@code limits} of a realm's options. Each part belongs to the package that enforces the limits. */
    public record RealmLimits(SessionLimits ofSession, MetaLimits ofMetaApi, RetentionLimits ofRetention) {}

    /**
     * The item {@code store} of a realm: event history and call queues.
     *
     * @param limit events of a subscription or calls of a registration whose item has no limit
     * @param path absolute file of a store of type {@link StoreType#SQLITE}
     * @param pathPlace place of {@code path} in the configuration
     * @param maxAgeMillis maximum age of an event; 0 for no maximum
     * @param maxBytes bytes of all events in memory, or of the events that wait to be written
     */
    public record Store(
            StoreType type,
            int limit,
            List<EventHistorySettings> eventHistory,
            List<CallQueueSettings> callQueue,
            Optional<Path> path,
            ConfigPlace pathPlace,
            long maxAgeMillis,
            long maxBytes) {}

    /** Storage of events. */
    public enum StoreType {
        MEMORY,
        SQLITE
    }

    /** Rule for valid URIs (spec: URIs). */
    public enum UriCheck {
        LOOSE,
        STRICT
    }

    /** Treatment of the option {@code disclose_me}. */
    public enum DiscloseMe {
        ALLOW,
        REFUSE
    }
}
