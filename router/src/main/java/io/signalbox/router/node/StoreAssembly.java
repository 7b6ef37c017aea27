package io.signalbox.router.node;

import io.signalbox.router.config.EventHistoryConfig;
import io.signalbox.router.config.RealmConfig;
import io.signalbox.router.config.RealmLimits;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.HistoryBounds;
import io.signalbox.router.store.MemoryBudget;
import io.signalbox.router.store.MemoryHistory;
import io.signalbox.router.store.RealmStore;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import io.signalbox.router.store.RealmStore.TopicHistory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes what realms remember of their publications. */
final class StoreAssembly {
    private final InstantSource clock = InstantSource.system();

    RealmStore of(RealmConfig realm) {
        List<TopicHistory> histories = new ArrayList<>();
        realm.store().ifPresent(store -> {
            MemoryBudget budget = new MemoryBudget(store.maxBytes());
            for (EventHistoryConfig history : store.eventHistory()) {
                HistoryBounds bounds = new HistoryBounds(history.limit(), store.maxAgeMillis());
                EventHistory events = new MemoryHistory(bounds, budget, clock);
                histories.add(new TopicHistory(history.match(), history.uri(), events));
            }
        });
        return new RealmStore(histories, retention(realm.options().limits()), clock);
    }

    private static RetentionLimits retention(RealmLimits limits) {
        return new RetentionLimits(limits.maxRetainedEvents(), limits.maxRetainedBytes(), limits.maxRetainedPerTopic());
    }
}
