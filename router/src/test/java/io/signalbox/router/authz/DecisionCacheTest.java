package io.signalbox.router.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.authz.DecisionCache.Key;
import io.signalbox.router.authz.DecisionCache.Settings;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DecisionCacheTest {
    private static final Key KEY = new Key("user", "alice", "com.a", MatchPolicy.EXACT, Action.CALL);

    private static Key uri(String uri) {
        return new Key("user", "alice", uri, MatchPolicy.EXACT, Action.CALL);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void a_decision_holds_for_the_same_user_role_uri_policy_and_action_only() {
        DecisionCache cache = new DecisionCache(Settings.DEFAULTS);
        cache.put(KEY, Decision.DENIED, 0, 0);

        assertThat(cache.get(KEY, 0)).isEqualTo(Decision.DENIED);
        for (Key other : new Key[] {
            new Key("admin", "alice", "com.a", MatchPolicy.EXACT, Action.CALL),
            new Key("user", "bob", "com.a", MatchPolicy.EXACT, Action.CALL),
            new Key("user", "alice", "com.b", MatchPolicy.EXACT, Action.CALL),
            new Key("user", "alice", "com.a", MatchPolicy.PREFIX, Action.CALL),
            new Key("user", "alice", "com.a", MatchPolicy.EXACT, Action.PUBLISH)
        }) {
            assertThat(cache.get(other, 0)).isEqualTo(Decision.UNDECIDED);
        }
    }

    @Test
    void a_decision_ends_with_its_age_and_is_then_removed() {
        DecisionCache cache = new DecisionCache(new Settings(10, 60_000, 1 << 20));
        cache.put(KEY, Decision.ALLOWED, seconds(5), 0);

        assertThat(cache.get(KEY, seconds(65) - 1)).isEqualTo(Decision.ALLOWED);
        assertThat(cache.get(KEY, seconds(65))).isEqualTo(Decision.UNDECIDED);
        cache.put(uri("com.b"), Decision.ALLOWED, seconds(65), 0);

        assertThat(cache.size()).isEqualTo(1);
        assertThat(cache.evictions()).isZero();
    }

    @Test
    void a_newer_decision_replaces_an_older_one_and_begins_a_new_age() {
        DecisionCache cache = new DecisionCache(new Settings(10, 60_000, 1 << 20));
        cache.put(KEY, Decision.ALLOWED, 0, 0);
        cache.put(uri("com.b"), Decision.ALLOWED, seconds(30), 0);
        cache.put(KEY, Decision.DENIED, seconds(50), 0);

        assertThat(cache.get(KEY, seconds(100))).isEqualTo(Decision.DENIED);
        cache.put(uri("com.c"), Decision.ALLOWED, seconds(95), 0);
        assertThat(cache.get(KEY, seconds(95))).isEqualTo(Decision.DENIED);
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void the_oldest_decision_goes_first_when_there_are_too_many() {
        DecisionCache cache = new DecisionCache(new Settings(3, 60_000, 1 << 20));
        for (int i = 0; i < 100; i++) {
            cache.put(uri("com.a" + i), Decision.ALLOWED, i, 0);
            assertThat(cache.size()).isLessThanOrEqualTo(3);
        }

        assertThat(cache.get(uri("com.a97"), 100)).isEqualTo(Decision.ALLOWED);
        assertThat(cache.get(uri("com.a96"), 100)).isEqualTo(Decision.UNDECIDED);
        assertThat(cache.evictions()).isEqualTo(97);
    }

    @Test
    void long_uris_count_with_their_bytes() {
        DecisionCache cache = new DecisionCache(new Settings(1000, 60_000, 10_000));
        for (int i = 0; i < 100; i++) {
            cache.put(uri("x".repeat(2000) + i), Decision.ALLOWED, i, 0);
            assertThat(cache.bytes()).isLessThanOrEqualTo(10_000);
        }
        assertThat(cache.size()).isEqualTo(2);
    }

    @Test
    void a_cache_without_room_caches_nothing() {
        DecisionCache cache = new DecisionCache(new Settings(0, 60_000, 1 << 20));

        cache.put(KEY, Decision.ALLOWED, 0, 0);

        assertThat(cache.get(KEY, 0)).isEqualTo(Decision.UNDECIDED);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void a_purge_removes_what_it_names_and_gives_the_bytes_back() {
        DecisionCache cache = new DecisionCache(Settings.DEFAULTS);
        cache.put(KEY, Decision.ALLOWED, 0, 0);
        cache.put(uri("com.b"), Decision.ALLOWED, 0, 0);

        assertThat(cache.purge(key -> key.uri().equals("com.a"))).isEqualTo(1);
        assertThat(cache.get(KEY, 0)).isEqualTo(Decision.UNDECIDED);
        assertThat(cache.get(uri("com.b"), 0)).isEqualTo(Decision.ALLOWED);
        assertThat(cache.purge(key -> true)).isEqualTo(1);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void a_decision_from_before_a_purge_is_not_added() {
        DecisionCache cache = new DecisionCache(Settings.DEFAULTS);
        long before = cache.purges();
        cache.purge(key -> true);

        cache.put(KEY, Decision.ALLOWED, 0, before);
        assertThat(cache.get(KEY, 0)).isEqualTo(Decision.UNDECIDED);
        cache.put(KEY, Decision.ALLOWED, 0, cache.purges());
        assertThat(cache.get(KEY, 0)).isEqualTo(Decision.ALLOWED);
    }
}
