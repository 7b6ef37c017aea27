package io.signalbox.router.store;

import io.signalbox.protocol.message.MatchPolicy;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Event history in a file. Every operation is a task of the store's thread, which also passes the answers. Thread-safe.
 */
public final class SqliteHistory implements EventHistory {
    private final SqliteStore store;
    private final RealmLabel realm;
    private final MatchPolicy match;
    private final String uri;
    private final HistoryBounds bounds;

    // Written only by the store's thread after its start.
    private long id;
    private volatile int size;

    SqliteHistory(SqliteStore store, RealmLabel realm, MatchPolicy match, String uri, HistoryBounds bounds) {
        this.store = store;
        this.realm = realm;
        this.match = match;
        this.uri = uri;
        this.bounds = bounds;
    }

    @Override
    public void append(StoredEvent event) {
        store.append(this, event);
    }

    @Override
    public void topics(Consumer<Set<String>> answer) {
        store.read(new SqliteStore.Topics(this, answer));
    }

    @Override
    public void select(HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer) {
        store.read(new SqliteStore.Select(this, query, reader, answer));
    }

    /** Reads the id and the size. Called before the start of the store's thread. */
    void open(HistoryFile file) throws SQLException {
        id = file.history(realm, match.wireName(), uri);
        recount(file);
    }

    void recount(HistoryFile file) throws SQLException {
        size = file.count(id);
    }

    void insert(HistoryFile file, StoredEvent event) throws SQLException {
        file.append(id, event);
        resize(1);
    }

    private void resize(int by) {
        size = size + by;
    }

    /** Deletes the events beyond the bounds. */
    void trim(HistoryFile file, long earliestMicros) throws SQLException {
        if (bounds.maxAgeMillis() > 0) {
            resize(-file.deleteBefore(id, earliestMicros));
        }
        if (size > bounds.limit()) {
            resize(-file.deleteOldest(id, size - bounds.limit()));
        }
    }

    /** Returns the number of events in the file. Called on any thread. */
    int size() {
        return size;
    }

    HistoryBounds bounds() {
        return bounds;
    }

    long id() {
        return id;
    }
}
