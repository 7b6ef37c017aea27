package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist A.4. */
class UriTest extends WireTest {
    @ParameterizedTest
    @ValueSource(strings = {"com.myapp.topic1", "a-b.C", "ünï.x", "😀", "a/b:c*", "one", "0._", "wampum.x"})
    void loose_accepts(String uri) {
        RawWampClient client = join();
        client.asks("[32, 1, {}, '%s']".formatted(uri), "[33, 1, '*']");
        client.asks("[64, 2, {}, '%s']".formatted(uri), "[65, 2, '*']");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                ".a",
                "a.",
                "a..b",
                "a b",
                " a",
                "a ",
                "#",
                "a.#",
                "a\\tb",
                "a\\nb",
                "a\\u000bb",
                "a\\u0085b",
                "a\\u00a0b",
                "a\\u2003b",
                "a\\u2028b",
                "a\\u3000b"
            })
    void loose_refuses_and_the_session_stays(String uri) {
        RawWampClient client = join();
        client.asks("[32, 1, {}, '%s']".formatted(uri), "[8, 32, 1, {}, 'wamp.error.invalid_uri', ['*']]");
        client.asks("[64, 2, {}, '%s']".formatted(uri), "[8, 64, 2, {}, 'wamp.error.invalid_uri', ['*']]");
        client.asks("[48, 3, {}, '%s']".formatted(uri), "[8, 48, 3, {}, 'wamp.error.invalid_uri', ['*']]");
        client.asks(
                "[16, 4, {'acknowledge': true}, '%s']".formatted(uri),
                "[8, 16, 4, {}, 'wamp.error.invalid_uri', ['*']]");
        client.send("[16, 5, {}, '%s']".formatted(uri));
        client.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.myApp.x", "a-b.c", "ünï.x", "a/b", "\u0663", "", "a..b", "a b"})
    void strict_refuses(String uri) {
        join("strict").asks("[32, 1, {}, '%s']".formatted(uri), "[8, 32, 1, {}, 'wamp.error.invalid_uri', ['*']]");
    }

    @Test
    void strict_accepts_small_letters_digits_and_underscores() {
        join("strict").asks("[32, 1, {}, 'com.my_app.topic1']", "[33, 1, '*']");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com..x", ".a", "a.", "."})
    void a_wildcard_may_have_empty_components(String pattern) {
        join().asks("[32, 1, {'match': 'wildcard'}, '%s']".formatted(pattern), "[33, 1, '*']");
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.myapp.", "", "com"})
    void a_prefix_may_end_in_an_empty_component(String pattern) {
        join().asks("[32, 1, {'match': 'prefix'}, '%s']".formatted(pattern), "[33, 1, '*']");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", ".a", "a b"})
    void a_prefix_may_not_have_one_elsewhere(String pattern) {
        join().asks(
                        "[32, 1, {'match': 'prefix'}, '%s']".formatted(pattern),
                        "[8, 32, 1, {}, 'wamp.error.invalid_uri', ['*']]");
    }

    @Test
    void the_namespace_of_wamp_is_not_for_clients() {
        RawWampClient client = join();
        client.asks("[64, 1, {}, 'wamp.x']", "[8, 64, 1, {}, 'wamp.error.invalid_uri', ['*']]");
        client.asks("[16, 2, {'acknowledge': true}, 'wamp.x']", "[8, 16, 2, {}, 'wamp.error.invalid_uri', ['*']]");
        client.asks("[32, 3, {}, 'wamp.x']", "[33, 3, '*']");
    }

    @Test
    void an_odd_error_uri_of_a_callee_is_passed_on() {
        RawWampClient client = join();
        register(client, "uri.odd_error", "{}");
        client.send("[48, 2, {}, 'uri.odd_error']");
        client.receives("[68, 1, '*', {}]");
        client.asks("[8, 68, 1, {}, 'Not A Uri!']", "[8, 48, 2, {}, 'Not A Uri!']");
    }
}
