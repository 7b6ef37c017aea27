package io.signalbox.router.wire;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist B59 to B65: events that a session leaves behind. */
class TestamentTest extends MetaWireTest {
    private static final String ADD = "wamp.session.add_testament";
    private static final String FLUSH = "wamp.session.flush_testaments";
    private static final String NOTHING = "[50, 900, {}]";

    private Member heir(String topic) {
        return member().hears(topic);
    }

    @Test
    void it_is_published_when_its_owner_says_goodbye() {
        Member heir = heir("last.words");
        Member owner = member();
        owner.calls(ADD, "['last.words', [1, 'ünï', null], {'k': [2]}]", NOTHING);
        heir.client().hasNothingMore();
        leaves(owner);
        heir.client().receives("[36, '*', '*', {}, [1, 'ünï', null], {'k': [2]}]");
        heir.client().hasNothingMore();
    }

    @Test
    void it_is_published_when_its_owner_vanishes() {
        Member heir = heir("last.words");
        Member owner = member();
        owner.calls(ADD, "['last.words', [], {}]", NOTHING);
        owner.client().vanish();
        heir.client().receives("[36, '*', '*', {}]");
    }

    @Test
    void it_is_published_when_its_owner_aborts_or_breaks_the_protocol() {
        Member heir = heir("last.words");
        Member aborting = member();
        aborting.calls(ADD, "['last.words', ['abort'], {}]", NOTHING);
        aborting.client().send("[3, {}, 'com.example.no']");
        heir.isTold("['abort']");
        Member wrong = member();
        wrong.calls(ADD, "['last.words', ['wrong'], {}]", NOTHING);
        wrong.client().send("[2, 1, {}]");
        heir.isTold("['wrong']");
    }

    @Test
    void it_is_published_when_its_owner_is_killed() {
        Member heir = heir("last.words");
        Member owner = member();
        owner.calls(ADD, "['last.words', ['killed'], {}]", NOTHING);
        heir.client().send("[48, 7, {}, 'wamp.session.kill', [%d]]".formatted(owner.id()));
        heir.client().receives("[50, 7, {}]");
        heir.isTold("['killed']");
    }

    @Test
    void the_detached_come_before_the_destroyed_each_in_their_order() {
        Member heir = heir("last.words");
        Member owner = member();
        owner.calls(ADD, "['last.words', [3], {}]", NOTHING);
        owner.calls(ADD, "['last.words', [1], {}], {'scope': 'detached'}", NOTHING);
        owner.calls(ADD, "['last.words', [4], {}], {'scope': 'destroyed'}", NOTHING);
        leaves(owner);
        heir.isTold("[1]");
        heir.isTold("[3]");
        heir.isTold("[4]");
        heir.client().hasNothingMore();
    }

    @Test
    void flushing_empties_one_scope_of_the_caller() {
        Member heir = heir("last.words");
        Member owner = member();
        Member other = member();
        owner.calls(ADD, "['last.words', ['destroyed'], {}]", NOTHING);
        owner.calls(ADD, "['last.words', ['detached'], {}], {'scope': 'detached'}", NOTHING);
        other.calls(ADD, "['last.words', ['other'], {}]", NOTHING);
        owner.calls(FLUSH, "[]", NOTHING);
        leaves(owner);
        heir.isTold("['detached']");
        leaves(other);
        heir.isTold("['other']");
        heir.client().hasNothingMore();
    }

    @Test
    void publish_options_count() {
        Member heir = heir("last.words");
        Member excluded = heir("last.words");
        Member owner = member();
        owner.calls(
                ADD,
                "['last.words', [], {}], {'publish_options': {'exclude': [%d], 'acknowledge': true, 'disclose_me': true}}"
                        .formatted(excluded.id()),
                NOTHING);
        leaves(owner);
        heir.client()
                .receives(
                        "[36, '*', '*', {'publisher': %d, 'publisher_authid': '*', 'publisher_authrole': 'anonymous'}]"
                                .formatted(owner.id()));
        excluded.client().hasNothingMore();
    }

    @Test
    void the_owner_does_not_get_its_own() {
        Member owner = heir("last.words");
        owner.calls(ADD, "['last.words', [], {}], {'publish_options': {'exclude_me': false}}", NOTHING);
        leaves(owner);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[]; wamp.error.invalid_argument",
                "['a.b']; wamp.error.invalid_argument",
                "['a.b', []]; wamp.error.invalid_argument",
                "['a.b', {}, {}]; wamp.error.invalid_argument",
                "[1, [], {}]; wamp.error.invalid_argument",
                "['a.b', [], {}], {'scope': 'later'}; wamp.error.invalid_argument",
                "['a.b', [], {}], {'scope': 1}; wamp.error.invalid_argument",
                "['a.b', [], {}], {'publish_options': []}; wamp.error.invalid_argument",
                "['a.b', [], {}], {'publish_options': {'exclude': 1}}; wamp.error.invalid_argument",
                "['a b', [], {}]; wamp.error.invalid_uri",
                "['', [], {}]; wamp.error.invalid_uri",
                "['wamp.session.on_join', [], {}]; wamp.error.invalid_uri",
                "['secret.words', [], {}]; wamp.error.not_authorized"
            })
    void what_the_owner_could_not_publish_is_refused_at_once(String arguments, String error) {
        Member owner = member();
        owner.fails(ADD, arguments, error);
        owner.calls(FLUSH, "[], {'scope': 'later'}", "[8, 48, 900, {}, 'wamp.error.invalid_argument', ['*']]");
    }

    @Test
    void disclosure_is_refused_at_once_where_it_is_refused() {
        member("discreet")
                .fails(
                        ADD,
                        "['a.b', [], {}], {'publish_options': {'disclose_me': true}}",
                        "wamp.error.option_disallowed.disclose_me");
    }

    @Test
    void a_session_holds_as_many_as_it_may() {
        Member owner = member();
        for (int i = 0; i < 3; i++) {
            owner.calls(ADD, "['a.b', [], {}]", NOTHING);
        }
        owner.fails(ADD, "['a.b', [], {}]", "signalbox.error.limit_exceeded");
        owner.calls(FLUSH, "[]", NOTHING);
        owner.calls(ADD, "['a.b', ['%s'], {}]".formatted("x".repeat(2_300)), NOTHING);
        owner.fails(ADD, "['a.b', ['%s'], {}]".formatted("x".repeat(2_300)), "signalbox.error.limit_exceeded");
        owner.calls(FLUSH, "[]", NOTHING);
        String options = "{'publish_options': {'exclude_authid': ['%s']}}".formatted("x".repeat(1_300));
        owner.fails(ADD, "['a.b', [], {}], " + options, "signalbox.error.limit_exceeded");
    }

    @Test
    void only_the_event_may_be_longer_than_the_arguments_of_other_procedures() {
        Member heir = heir("last.words");
        Member owner = member();
        String text = "x".repeat(1_100);
        owner.calls(ADD, "['last.words', ['%s'], {'k': '%s'}]".formatted(text, text), NOTHING);
        for (String arguments : List.of(
                "['last.words', ['y'], {}], {'publish_options': {'_x': '%s'}}",
                "['last.words', ['y'], {}, '%s']",
                "['last.words', ['y'], '%s']",
                "['last.words', '%s', {}]",
                "['%s', ['y'], {}]")) {
            owner.fails(ADD, arguments.formatted(text), "signalbox.error.limit_exceeded");
        }
        leaves(owner);
        heir.client().receives("[36, '*', '*', {}, ['%s'], {'k': '%s'}]".formatted(text, text));
        heir.client().hasNothingMore();
    }
}
