package io.signalbox.router.store;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.Receivers;
import io.signalbox.router.store.PublicationRange.UnknownPublicationException;
import io.signalbox.router.store.PublicationRange.Within;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SQLite database with the event histories of one file. Not thread-safe: the opening thread hands it over to the thread of
 * {@link SqliteStore}.
 *
 * <p>The database uses a write-ahead log and leaves flushing to the operating system: committed events survive the end of
 * the process, and a power failure does not corrupt the file.
 */
final class HistoryFile implements AutoCloseable {
    private static final Serializer CBOR = new Serializers().of(WireFormat.CBOR);
    private static final int FORMAT_VERSION = 1;

    /** Value of the column {@code parts} for an opaque payload. */
    private static final int OPAQUE = -1;

    private static final List<String> SETTINGS = List.of(
            // Exclusive: the start of a second node on the same file fails instead of mixing events.
            "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL");

    private static final List<String> TABLES = List.of(
            "CREATE TABLE history (id INTEGER PRIMARY KEY, realm TEXT NOT NULL, match TEXT NOT NULL,"
                    + " uri TEXT NOT NULL, UNIQUE (realm, match, uri))",
            "CREATE TABLE event (position INTEGER PRIMARY KEY AUTOINCREMENT, history INTEGER NOT NULL,"
                    + " publication INTEGER NOT NULL, time_micros INTEGER NOT NULL, topic TEXT NOT NULL,"
                    + " details BLOB NOT NULL, receivers BLOB NOT NULL, format TEXT NOT NULL,"
                    + " parts INTEGER NOT NULL, payload BLOB NOT NULL)",
            "CREATE INDEX event_history ON event (history, position)",
            "CREATE INDEX event_publication ON event (history, publication)",
            "CREATE INDEX event_time ON event (history, time_micros)",
            "PRAGMA user_version = " + FORMAT_VERSION);

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement deleteOldest;
    private final PreparedStatement deleteExpired;

    private HistoryFile(Connection connection) throws SQLException {
        this.connection = connection;
        insert = connection.prepareStatement("INSERT INTO event (history, publication, time_micros, topic, details,"
                + " receivers, format, parts, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        deleteOldest = connection.prepareStatement("DELETE FROM event WHERE position IN"
                + " (SELECT position FROM event WHERE history = ? ORDER BY position LIMIT ?)");
        deleteExpired = connection.prepareStatement("DELETE FROM event WHERE history = ? AND time_micros < ?");
    }

    /** Opens or creates the file. */
    static HistoryFile open(Path path) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                statement.execute(setting);
            }
            prepareTables(statement);
            connection.setAutoCommit(false);
            return new HistoryFile(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void prepareTables(Statement statement) throws SQLException {
        int version;
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            version = row.getInt(1);
        }
        if (version == 0) {
            statement.execute("BEGIN IMMEDIATE");
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("COMMIT");
        } else if (version != FORMAT_VERSION) {
            throw new SQLException("the file has format version " + version + ", but this node supports only version "
                    + FORMAT_VERSION + "; use the version of the node that wrote the file, or another file");
        }
    }

    /** Returns the id of a history. Renames the history of the former name of the realm, or creates one, if necessary. */
    long history(RealmLabel realm, String match, String uri) throws SQLException {
        // Ignored if the realm has a history under its current name.
        try (PreparedStatement rename = connection.prepareStatement(
                "UPDATE OR IGNORE history SET realm = ? WHERE realm = ? AND match = ? AND uri = ?")) {
            setTexts(rename, realm.current(), realm.former(), match, uri);
            rename.executeUpdate();
        }
        try (PreparedStatement add =
                connection.prepareStatement("INSERT OR IGNORE INTO history (realm, match, uri) VALUES (?, ?, ?)")) {
            setTexts(add, realm.current(), match, uri);
            add.executeUpdate();
        }
        connection.commit();
        try (PreparedStatement find =
                connection.prepareStatement("SELECT id FROM history WHERE realm = ? AND match = ? AND uri = ?")) {
            setTexts(find, realm.current(), match, uri);
            try (ResultSet row = find.executeQuery()) {
                return row.getLong(1);
            }
        }
    }

    private static void setTexts(PreparedStatement statement, String... texts) throws SQLException {
        for (int i = 0; i < texts.length; i++) {
            statement.setString(i + 1, texts[i]);
        }
    }

    int count(long history) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM event WHERE history = ?")) {
            count.setLong(1, history);
            try (ResultSet row = count.executeQuery()) {
                return row.getInt(1);
            }
        }
    }

    void append(long history, StoredEvent event) throws SQLException {
        Payload payload = event.payload();
        byte[] bytes = new byte[payload.length()];
        System.arraycopy(payload.array(), payload.offset(), bytes, 0, bytes.length);
        insert.setLong(1, history);
        insert.setLong(2, event.publication());
        insert.setLong(3, event.timeMicros());
        insert.setString(4, event.topic());
        insert.setBytes(5, encode(event.details()));
        insert.setBytes(6, encode(event.receivers().namesAsOptions()));
        insert.setString(7, payload.format().name());
        insert.setInt(8, payload.isOpaque() ? OPAQUE : payload.parts());
        insert.setBytes(9, bytes);
        insert.executeUpdate();
    }

    private static byte[] encode(Map<String, Object> entries) {
        Payload payload = CBOR.payload(List.of(), entries);
        byte[] bytes = new byte[payload.length()];
        System.arraycopy(payload.array(), payload.offset(), bytes, 0, bytes.length);
        return bytes;
    }

    private static Map<String, Object> decode(byte[] bytes) {
        return bytes.length == 0
                ? Map.of()
                : CBOR.keywordArguments(new Payload(WireFormat.CBOR, bytes, 0, bytes.length, 2));
    }

    /** Deletes the oldest events of a history and returns the number of deleted events. */
    int deleteOldest(long history, int events) throws SQLException {
        deleteOldest.setLong(1, history);
        deleteOldest.setInt(2, events);
        return deleteOldest.executeUpdate();
    }

    /** Deletes the events before a time in microseconds since 1970 and returns the number of deleted events. */
    int deleteBefore(long history, long timeMicros) throws SQLException {
        deleteExpired.setLong(1, history);
        deleteExpired.setLong(2, timeMicros);
        return deleteExpired.executeUpdate();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    Set<String> topics(long history) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT DISTINCT topic FROM event WHERE history = ?")) {
            select.setLong(1, history);
            Set<String> topics = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    topics.add(row.getString(1));
                }
            }
            return topics;
        }
    }

    /** @param maxBytes the maximum size of the events of an answer */
    HistoryAnswer select(long history, HistoryQuery query, HistoryReader reader, long maxBytes) throws SQLException {
        Within within;
        try {
            within = query.publications().within(publication -> position(history, publication));
        } catch (UnknownPublicationException e) {
            return new HistoryAnswer.UnknownPublication(e.publication);
        }
        String order = query.reverse() ? "DESC" : "ASC";
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT publication, time_micros, topic, details, receivers, format, parts, payload FROM event"
                        + " WHERE history = ? AND position BETWEEN ? AND ? ORDER BY position " + order)) {
            select.setLong(1, history);
            select.setLong(2, within.first());
            select.setLong(3, within.last());
            try (ResultSet row = select.executeQuery()) {
                return collect(row, query, reader, maxBytes);
            }
        }
    }

    private long position(long history, long publication) throws SQLException {
        try (PreparedStatement find =
                connection.prepareStatement("SELECT position FROM event WHERE history = ? AND publication = ?")) {
            find.setLong(1, history);
            find.setLong(2, publication);
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? row.getLong(1) : -1;
            }
        }
    }

    private static HistoryAnswer collect(ResultSet row, HistoryQuery query, HistoryReader reader, long maxBytes)
            throws SQLException {
        List<StoredEvent> found = new ArrayList<>();
        long bytes = 0;
        while (found.size() < query.limit() && row.next()) {
            StoredEvent event = event(row);
            if (query.admits(event) && reader.maySee(event)) {
                found.add(event);
                bytes += event.sizeBytes();
            }
            if (bytes > maxBytes) {
                return new HistoryAnswer.TooLarge(maxBytes);
            }
        }
        return new HistoryAnswer.Found(found);
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                decode(row.getBytes(4)),
                receivers(row.getBytes(5)),
                payload(WireFormat.valueOf(row.getString(6)), row.getInt(7), row.getBytes(8)));
    }

    private static Payload payload(WireFormat format, int parts, byte[] bytes) {
        return parts == OPAQUE
                ? Payload.opaque(format, bytes, 0, bytes.length)
                : new Payload(format, bytes, 0, bytes.length, parts);
    }

    private static Receivers receivers(byte[] options) throws SQLException {
        try {
            return Receivers.from(decode(options));
        } catch (ProtocolViolation e) {
            throw new SQLException("the receiver lists of a stored event are damaged", e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
