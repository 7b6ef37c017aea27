package io.signalbox.router.store;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.Receivers;
import io.signalbox.router.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final HistoryReader ANYBODY = new HistoryReader("joe", "user", null);
    private static final long MAX_BYTES = 1_000_000;

    @TempDir
    private Path directory;

    private final List<SqliteStore> stores = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-31T12:00:00Z");

    @AfterEach
    void stop_all() throws InterruptedException, TimeoutException {
        for (SqliteStore store : stores) {
            store.stop(Patience.MILLIS);
        }
    }

    private SqliteStore store(long maxBytes) {
        SqliteStore store = new SqliteStore(directory.resolve("events.sqlite"), maxBytes, () -> now);
        stores.add(store);
        return store;
    }

    private static EventHistory history(SqliteStore store, String uri, int limit) {
        return store.history(
                RealmLabel.of("worker001", "realm1", false), MatchPolicy.EXACT, uri, new HistoryBounds(limit, 0));
    }

    private StoredEvent event(long publication, Payload payload) {
        return new StoredEvent(
                publication, HistoryQuery.floorMicros(now), "a.b", Map.of(), Receivers.EVERYONE, payload);
    }

    private StoredEvent event(long publication) {
        return event(publication, Payload.EMPTY);
    }

    private static HistoryAnswer select(EventHistory history, HistoryQuery query, HistoryReader reader)
            throws Exception {
        CompletableFuture<HistoryAnswer> answer = new CompletableFuture<>();
        history.select(query, reader, answer::complete);
        return answer.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private static List<Long> publications(EventHistory history, Map<String, Object> filters) throws Exception {
        HistoryAnswer answer = select(history, HistoryQuery.from(filters), ANYBODY);
        assertThat(answer).isInstanceOf(HistoryAnswer.Found.class);
        return ((HistoryAnswer.Found) answer)
                .events().stream().map(StoredEvent::publication).toList();
    }

    @Test
    void a_read_sees_what_was_appended_before_in_its_order_and_up_to_the_limit() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = history(store, "a.b", 3);
        store.start();
        for (long publication : new long[] {9, 2, 7, 4}) {
            history.append(event(publication));
        }

        assertThat(publications(history, Map.of())).containsExactly(2L, 7L, 4L);
        assertThat(publications(history, Map.of("reverse", true, "limit", 2L))).containsExactly(4L, 7L);
        assertThat(publications(history, Map.of("after_publication", 2L))).containsExactly(7L, 4L);
        assertThat(publications(history, Map.of("until_publication", 7L, "reverse", true)))
                .containsExactly(7L, 2L);
        assertThat(select(history, HistoryQuery.from(Map.of("from_publication", 9L)), ANYBODY))
                .isEqualTo(new HistoryAnswer.UnknownPublication(9));
    }

    @Test
    void everything_of_an_event_comes_back_after_a_restart() throws Exception {
        SqliteStore first = store(MAX_BYTES);
        EventHistory before = history(first, "a.b", 10);
        first.start();
        byte[] binary = {0, 1, 2};
        Payload payload = new Serializers().of(WireFormat.CBOR).payload(List.of(binary), Map.of("k", 1.5));
        Receivers receivers =
                Receivers.from(Map.of("exclude_authid", List.of("eve"), "eligible_authrole", List.of("user")));
        Map<String, Object> details = Map.of("publisher", 42L, "publisher_authid", "jane");
        before.append(new StoredEvent(5, 1_769_860_800_000_001L, "a.b", details, receivers, payload));
        before.append(event(6));
        first.stop(Patience.MILLIS);

        SqliteStore second = store(MAX_BYTES);
        EventHistory after = history(second, "a.b", 10);
        second.start();
        after.append(event(7));

        assertThat(publications(after, Map.of())).containsExactly(5L, 6L, 7L);
        assertThat(select(after, HistoryQuery.EVERYTHING, new HistoryReader("eve", "user", null)))
                .satisfies(answer ->
                        assertThat(((HistoryAnswer.Found) answer).events()).hasSize(2));
        StoredEvent event = ((HistoryAnswer.Found) select(after, HistoryQuery.EVERYTHING, ANYBODY))
                .events()
                .get(0);
        assertThat(event.timeMicros()).isEqualTo(1_769_860_800_000_001L);
        assertThat(event.details()).isEqualTo(details);
        assertThat(new Serializers()
                        .of(WireFormat.JSON)
                        .arguments(event.payload())
                        .get(0))
                .isEqualTo(binary);
        assertThat(event.payload().format()).isEqualTo(WireFormat.CBOR);
    }

    @Test
    void an_opaque_payload_comes_back_opaque() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = history(store, "a.b", 10);
        store.start();
        history.append(event(1, Payload.opaque(WireFormat.CBOR, new byte[] {0x42, 8, 9}, 0, 3)));

        HistoryAnswer answer = select(history, HistoryQuery.EVERYTHING, ANYBODY);
        Payload payload = ((HistoryAnswer.Found) answer).events().get(0).payload();
        assertThat(payload.isOpaque()).isTrue();
        assertThat(payload.array()).containsExactly(0x42, 8, 9);
    }

    @Test
    void a_history_is_renamed_when_another_worker_gets_or_loses_a_realm_of_the_name() throws Exception {
        HistoryBounds bounds = new HistoryBounds(10, 0);
        RealmLabel alone = RealmLabel.of("first", "realm1", false);
        RealmLabel shared = RealmLabel.of("first", "realm1", true);
        RealmLabel other = RealmLabel.of("second", "realm1", true);
        SqliteStore store = store(MAX_BYTES);
        EventHistory before = store.history(alone, MatchPolicy.EXACT, "a.b", bounds);
        store.start();
        before.append(event(1));
        store.stop(Patience.MILLIS);

        store = store(MAX_BYTES);
        EventHistory ofFirst = store.history(shared, MatchPolicy.EXACT, "a.b", bounds);
        EventHistory ofSecond = store.history(other, MatchPolicy.EXACT, "a.b", bounds);
        store.start();
        ofSecond.append(event(2));
        assertThat(publications(ofFirst, Map.of())).containsExactly(1L);
        assertThat(publications(ofSecond, Map.of())).containsExactly(2L);
        store.stop(Patience.MILLIS);

        store = store(MAX_BYTES);
        EventHistory after = store.history(alone, MatchPolicy.EXACT, "a.b", bounds);
        store.start();
        assertThat(publications(after, Map.of())).containsExactly(1L);
    }

    @Test
    void histories_are_apart_by_realm_policy_and_uri() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        HistoryBounds bounds = new HistoryBounds(10, 0);
        List<EventHistory> histories = List.of(
                store.history(RealmLabel.of("worker001", "realm1", false), MatchPolicy.EXACT, "a.b", bounds),
                store.history(RealmLabel.of("worker001", "realm2", false), MatchPolicy.EXACT, "a.b", bounds),
                store.history(RealmLabel.of("worker001", "realm1", false), MatchPolicy.PREFIX, "a.b", bounds),
                store.history(RealmLabel.of("worker001", "realm1", false), MatchPolicy.EXACT, "a.c", bounds));
        store.start();
        for (int i = 0; i < histories.size(); i++) {
            histories.get(i).append(event(i + 1));
        }

        for (int i = 0; i < histories.size(); i++) {
            assertThat(publications(histories.get(i), Map.of())).containsExactly(i + 1L);
        }
    }

    @Test
    void topics_are_told_and_can_be_chosen() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = store.history(
                RealmLabel.of("worker001", "realm1", false), MatchPolicy.PREFIX, "", new HistoryBounds(10, 0));
        store.start();
        history.append(new StoredEvent(1, 1, "a.x", Map.of(), Receivers.EVERYONE, Payload.EMPTY));
        history.append(new StoredEvent(2, 2, "a.y", Map.of(), Receivers.EVERYONE, Payload.EMPTY));
        CompletableFuture<Set<String>> topics = new CompletableFuture<>();
        history.topics(topics::complete);

        assertThat(topics.get(Patience.SECONDS, TimeUnit.SECONDS)).containsExactlyInAnyOrder("a.x", "a.y");
        assertThat(publications(history, Map.of("topic", "a.y"))).containsExactly(2L);
        assertThat(select(history, HistoryQuery.EVERYTHING, new HistoryReader("joe", "user", Set.of("a.x"))))
                .satisfies(answer ->
                        assertThat(((HistoryAnswer.Found) answer).events()).hasSize(1));
    }

    @Test
    void an_error_of_whoever_takes_an_answer_keeps_no_other_from_its_answer() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = history(store, "a.b", 10);
        store.start();
        history.topics(topics -> {
            throw new AssertionError("a fault that the test wants");
        });
        history.append(event(1));

        assertThat(publications(history, Map.of())).containsExactly(1L);
    }

    @Test
    void an_error_of_the_clock_loses_a_batch_and_nothing_that_follows() throws Exception {
        AtomicBoolean fails = new AtomicBoolean(true);
        SqliteStore store = new SqliteStore(directory.resolve("events.sqlite"), MAX_BYTES, () -> {
            if (fails.getAndSet(false)) {
                throw new StackOverflowError("a fault that the test wants");
            }
            return now;
        });
        stores.add(store);
        EventHistory history = history(store, "a.b", 10);
        store.start();
        history.append(event(1));
        assertThat(publications(history, Map.of())).isEmpty();
        history.append(event(2));

        assertThat(publications(history, Map.of())).containsExactly(2L);
        assertThat(store.lostEvents()).isOne();
    }

    @Test
    void a_store_that_has_stopped_fails_what_it_is_asked() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = history(store, "a.b", 10);
        store.start();
        store.stop(Patience.MILLIS);
        history.append(event(1));

        assertThat(select(history, HistoryQuery.from(Map.of()), ANYBODY)).isInstanceOf(HistoryAnswer.Failed.class);
        assertThat(store.lostEvents()).isOne();
    }

    @Test
    void a_stop_in_vain_names_the_file_and_the_bytes_that_may_be_lost() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = history(store, "a.b", 10);
        store.start();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        history.topics(topics -> {
            blocked.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(blocked.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        StoredEvent unwritten = event(1);
        history.append(unwritten);
        try {
            assertThatThrownBy(() -> store.stop(1))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("file=" + directory.resolve("events.sqlite")
                            + " writing the event history takes longer than 1 ms; up to " + unwritten.sizeBytes()
                            + " bytes of events are lost");
        } finally {
            free.countDown();
        }
    }

    @Test
    void events_expire() throws Exception {
        SqliteStore store = store(MAX_BYTES);
        EventHistory history = store.history(
                RealmLabel.of("worker001", "realm1", false), MatchPolicy.EXACT, "a.b", new HistoryBounds(10, 60_000));
        store.start();
        history.append(event(1));
        now = now.plusSeconds(40);
        history.append(event(2));
        assertThat(publications(history, Map.of())).containsExactly(1L, 2L);
        now = now.plusSeconds(40);

        assertThat(publications(history, Map.of())).containsExactly(2L);
    }

    @Test
    void expired_events_leave_the_file_while_nothing_happens() throws Exception {
        AtomicReference<Instant> clock = new AtomicReference<>(now);
        SqliteStore store = new SqliteStore(directory.resolve("idle.sqlite"), MAX_BYTES, clock::get, 5);
        stores.add(store);
        SqliteHistory history = (SqliteHistory) store.history(
                RealmLabel.of("worker001", "realm1", false), MatchPolicy.EXACT, "a.b", new HistoryBounds(10, 60_000));
        store.start();
        history.append(event(1));
        assertThat(publications(history, Map.of())).containsExactly(1L);
        assertThat(history.size()).isEqualTo(1);
        clock.set(now.plusSeconds(61));

        await().until(history::size, size -> size == 0);
    }

    @Test
    void events_beyond_the_bytes_that_may_wait_are_lost_and_counted() throws Exception {
        SqliteStore store = store(1_000);
        EventHistory history = history(store, "a.b", 10);
        for (int publication = 1; publication <= 5; publication++) {
            history.append(event(publication));
        }
        assertThat(store.lostEvents()).isEqualTo(2);
        store.start();

        assertThat(publications(history, Map.of())).containsExactly(1L, 2L, 3L);
        history.append(event(6));
        assertThat(publications(history, Map.of("after_publication", 3L))).containsExactly(6L);
        assertThat(store.lostEvents()).isEqualTo(2);
        history.append(event(7));
        assertThat(select(history, HistoryQuery.EVERYTHING, ANYBODY)).isEqualTo(new HistoryAnswer.TooLarge(1_000));
        assertThat(publications(history, Map.of("limit", 1L))).containsExactly(1L);
    }

    @Test
    void a_file_belongs_to_one_store_at_a_time() throws Exception {
        SqliteStore first = store(MAX_BYTES);
        history(first, "a.b", 10);
        first.start();
        SqliteStore second = store(MAX_BYTES);
        history(second, "a.b", 10);

        assertThatThrownBy(second::start).isInstanceOf(IOException.class).hasMessageContaining("events.sqlite");
    }

    @Test
    void a_file_that_is_no_database_is_refused() throws Exception {
        Files.writeString(directory.resolve("events.sqlite"), "something else, long enough to be looked at".repeat(20));

        assertThatThrownBy(store(MAX_BYTES)::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be used");
    }
}
