package io.signalbox.router.node;

import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.EventHistorySettings;
import io.signalbox.router.store.HistoryBounds;
import io.signalbox.router.store.MemoryHistory;
import io.signalbox.router.store.RealmLabel;
import io.signalbox.router.store.RealmStore;
import io.signalbox.router.store.RealmStore.TopicHistory;
import io.signalbox.router.store.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Factory of the event histories of realms. */
final class StoreAssembly {
    private final InstantSource clock = InstantSource.system();
    private final Map<Path, Placed<SqliteStore>> files = new LinkedHashMap<>();
    private final Executor workers;

    /** @param workers run the searches of histories in memory */
    StoreAssembly(Executor workers) {
        this.workers = workers;
    }

    RealmStore of(RealmConfig realm, RealmLabel label) {
        List<TopicHistory> histories =
                realm.store().map(store -> histories(label, store)).orElse(List.of());
        return new RealmStore(histories, realm.options().limits().ofRetention(), clock);
    }

    /** Adds the counters of the files. */
    void addTo(CounterGroups counters) {
        files.forEach((path, file) -> counters.add(
                "histories",
                path.toString(),
                () -> Map.of("lostEvents", file.part().lostEvents())));
    }

    /** Returns the files of the histories. They are started before the realms are used. */
    List<Placed<SqliteStore>> files() {
        return List.copyOf(files.values());
    }

    private List<TopicHistory> histories(RealmLabel realm, RealmConfig.Store store) {
        // Equal shares, so that a busy subscription does not evict the events of a quiet one.
        long shareBytes = store.maxBytes() / Math.max(1, store.eventHistory().size());
        List<TopicHistory> histories = new ArrayList<>();
        for (EventHistorySettings history : store.eventHistory()) {
            HistoryBounds bounds = new HistoryBounds(history.limit().orElse(store.limit()), store.maxAgeMillis());
            EventHistory events =
                    switch (store.type()) {
                        case MEMORY -> new MemoryHistory(realm.current(), bounds, shareBytes, clock, workers);
                        case SQLITE -> file(store).history(realm, history.match(), history.uri(), bounds);
                    };
            histories.add(new TopicHistory(history.match(), history.uri(), events));
        }
        return histories;
    }

    private SqliteStore file(RealmConfig.Store store) {
        // Realms that share a file share the bound of the first realm.
        return files.computeIfAbsent(
                        store.path().orElseThrow(),
                        path -> new Placed<>(new SqliteStore(path, store.maxBytes(), clock), store.pathPlace()))
                .part();
    }
}
