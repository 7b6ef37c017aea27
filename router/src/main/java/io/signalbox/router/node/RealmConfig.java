package io.signalbox.router.node;

import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.contract.ContractSettings;
import io.signalbox.router.dealer.CallQueueSettings;
import io.signalbox.router.dealer.CallTimeoutSettings;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.meta.MetaSettings.MetaLimits;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.EventHistorySettings;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A realm.
 *
 * @param store empty without event history and call queues
 * @param schemas payload contracts
 */
public record RealmConfig(
        String id,
        String name,
        List<Role> roles,
        RealmOptions options,
        Optional<Store> store,
        List<ContractSettings> schemas) {

    /**
     * A role of a realm.
     *
     * @param permissions empty when the role has none, which is not the same as a list without rules
     * @param allowByDefault whether a role without permissions may do everything
     * @param slowConsumer what differs from {@code slow_consumer} of the transport
     */
    public record Role(
            String name,
            Optional<List<PermissionSettings>> permissions,
            boolean allowByDefault,
            SlowConsumerOverride slowConsumer) {}

    /**
     * The item {@code options} of a realm.
     *
     * @param encPayload whether payloads of the older form of payload passthru are taken
     */
    public record RealmOptions(
            UriCheck uriCheck,
            RequestIdCheck requestIdCheck,
            DiscloseMe discloseMe,
            boolean encPayload,
            CallTimeoutSettings callTimeout,
            boolean enableMetaApi,
            RealmLimits limits) {}

    /** The item {@code limits} of a realm's options; each part belongs to the package that keeps the bounds. */
    public record RealmLimits(SessionLimits ofSession, MetaLimits ofMetaApi, RetentionLimits ofRetention) {}

    /**
     * The item {@code store} of a realm: its event history and its call queues.
     *
     * @param limit events of a subscription or calls of a registration, where its item names no other number
     * @param path the file of a store of type {@link StoreType#SQLITE}, absolute
     * @param pathPlace where the configuration names the file
     * @param maxAgeMillis how long an event is remembered; 0 stands for as long as there is room
     * @param maxBytes of events in memory: all of them, or those that wait to be written
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

    /** Where events are kept. */
    public enum StoreType {
        MEMORY,
        SQLITE
    }

    /** Which URIs are valid (spec: URIs). */
    public enum UriCheck {
        LOOSE,
        STRICT
    }

    /** What happens when a client asks to be disclosed. */
    public enum DiscloseMe {
        ALLOW,
        REFUSE
    }
}
