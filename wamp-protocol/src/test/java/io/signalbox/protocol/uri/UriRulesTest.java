package io.signalbox.protocol.uri;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid, invalid and reserved URIs (spec: URIs). */
class UriRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"com.myapp.topic1", "a-b.C", "ünï.x", "a", "日本.x", "a/b?c", "a_b.0"})
    void the_loose_rules_accept(String uri) {
        assertThat(UriRules.LOOSE.isValid(uri, MatchPolicy.EXACT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".a",
                "a.",
                "a..b",
                ".",
                "a b",
                "a.#",
                "#",
                "a\tb",
                "a\nb",
                "a\u00a0b",
                "a\u2003b",
                "a\u0085b",
                " a"
            })
    void the_loose_rules_refuse(String uri) {
        assertThat(UriRules.LOOSE.isValid(uri, MatchPolicy.EXACT)).isFalse();
        assertThat(UriRules.STRICT.isValid(uri, MatchPolicy.EXACT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.myApp.x", "a-b.c", "ünï.x", "a.B", "a/b"})
    void the_strict_rules_refuse(String uri) {
        assertThat(UriRules.STRICT.isValid(uri, MatchPolicy.EXACT)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void the_strict_rules_accept_small_letters_digits_and_underscores(MatchPolicy match) {
        assertThat(UriRules.STRICT.isValid("com.my_app.topic1", match)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "..", "com..x."})
    void a_wildcard_may_have_empty_components_anywhere(String pattern) {
        assertThat(UriRules.LOOSE.isValid(pattern, MatchPolicy.WILDCARD)).isTrue();
        assertThat(UriRules.STRICT.isValid(pattern, MatchPolicy.WILDCARD)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.", "com.myapp.", "com.my"})
    void a_prefix_may_end_in_an_empty_component(String pattern) {
        assertThat(UriRules.LOOSE.isValid(pattern, MatchPolicy.PREFIX)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".a", "a..", "a..b", "a b", "a.#."})
    void a_prefix_has_no_other_empty_component(String pattern) {
        assertThat(UriRules.LOOSE.isValid(pattern, MatchPolicy.PREFIX)).isFalse();
    }

    @Test
    void length_and_components_are_bounded() {
        UriRules rules = new UriRules(false, 9, 3);
        assertThat(rules.isValid("abcdefghi", MatchPolicy.EXACT)).isTrue();
        assertThat(rules.isValid("abcdefghij", MatchPolicy.EXACT)).isFalse();
        assertThat(rules.isValid("a.b.c", MatchPolicy.EXACT)).isTrue();
        assertThat(rules.isValid("a.b.c.d", MatchPolicy.EXACT)).isFalse();
        assertThat(rules.isValid("...", MatchPolicy.WILDCARD)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"wamp", "wamp.", "wamp.session.on_join", "wamp..x", "signalbox", "signalbox.session.on_slow"})
    void uris_of_the_protocol_and_of_the_router_are_reserved(String uri) {
        assertThat(UriRules.isReserved(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wampum.x", "wam", "", "a.wamp", "Wamp.x", "wamp-x", "signalboxes.x", "signal"})
    void other_uris_are_not_reserved(String uri) {
        assertThat(UriRules.isReserved(uri)).isFalse();
    }
}
