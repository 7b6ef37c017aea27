package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

/** The contracts are those of the realm {@code contracts} in {@link RunningNode}. */
class ContractTest extends WireTest {
    private static final String INVALID_ARGUMENT = "wamp.error.invalid_argument";
    private static final String PROGRESS = "{'receive_progress': true}";

    /** More than is checked at once. */
    private static final String BIG = "'" + "x".repeat(20_000) + "'";

    private RawWampClient joinContracts() {
        return join("contracts");
    }

    @Test
    void a_call_that_keeps_its_contract_passes() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        RawWampClient caller = joinContracts();
        caller.send("[48, 1, {}, 'con.add', [1, 2], {'unit': 'm'}]");
        callee.receives("[68, 1, '*', {}, [1, 2], {'unit': 'm'}]");
        callee.send("[70, 1, {}, [3]]");
        caller.receives("[50, 1, {}, [3]]");
    }

    @Test
    void a_call_that_breaks_its_contract_is_told_where_and_how() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        RawWampClient caller = joinContracts();
        caller.asks(
                "[48, 1, {}, 'con.add', [1, 'two']]",
                "[8, 48, 1, {}, '" + INVALID_ARGUMENT + "', ["
                        + "'the payload violates its contract at $.args[1]: string found, integer expected',"
                        + "'$.args[1]', 'string found, integer expected']]");
        caller.asks(
                "[48, 2, {}, 'con.add', [1, 2], {'unit': 'mile'}]",
                "[8, 48, 2, {}, '" + INVALID_ARGUMENT + "', ['*', '$.kwargs.unit', '*']]");
        caller.asks("[48, 3, {}, 'con.add']", "[8, 48, 3, {}, '" + INVALID_ARGUMENT + "', ['*', '$.args', '*']]");
        callee.hasNothingMore();
    }

    @Test
    void a_publication_that_breaks_its_contract_reaches_nobody() {
        RawWampClient subscriber = joinContracts();
        subscribe(subscriber, "con.topic", "{}");
        RawWampClient publisher = joinContracts();
        publisher.asks(
                "[16, 1, {'acknowledge': true}, 'con.topic', [1]]",
                "[8, 16, 1, {}, '" + INVALID_ARGUMENT + "', ['*', '$.kwargs', '*']]");
        publisher.send("[16, 2, {}, 'con.topic', ['one'], {'unit': 'm'}]");
        publisher.hasNothingMore();
        publisher.asks("[16, 3, {'acknowledge': true}, 'con.topic', [1], {'unit': 'm'}]", "[17, 3, '*']");
        subscriber.receives("[36, '*', '*', {}, [1], {'unit': 'm'}]");
        subscriber.hasNothingMore();
    }

    @Test
    void a_result_that_breaks_its_contract_becomes_the_callers_error() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        RawWampClient caller = joinContracts();
        caller.send("[48, 1, {}, 'con.add', [1, 2]]");
        callee.receives("[68, 1, '*', {}, [1, 2]]");
        callee.send("[70, 1, {}, ['three']]");
        caller.receives("[8, 48, 1, {}, 'wamp.error.invalid_result', ['*', '$.args[0]', '*']]");
        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @Test
    void a_progressive_result_that_breaks_its_contract_ends_the_call() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        RawWampClient caller = joinContracts();
        caller.send("[48, 1, " + PROGRESS + ", 'con.add', [1, 2]]");
        callee.receives("[68, 1, '*', " + PROGRESS + ", [1, 2]]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        caller.receives("[50, 1, {'progress': true}, [1]]");
        callee.send("[70, 1, {'progress': true}, []]");
        callee.send("[70, 1, {}, [3]]");
        callee.hasNothingMore();
        caller.receives("[8, 48, 1, {}, 'wamp.error.invalid_result', ['*', '$.args', '*']]");
        caller.hasNothingMore();
    }

    @Test
    void an_error_is_under_no_contract() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        RawWampClient caller = joinContracts();
        caller.send("[48, 1, {}, 'con.add', [1, 2]]");
        callee.receives("[68, 1, '*', {}, [1, 2]]");
        callee.send("[8, 68, 1, {}, 'com.failed', ['why']]");
        caller.receives("[8, 48, 1, {}, 'com.failed', ['why']]");
    }

    @Test
    void what_is_only_logged_passes() {
        RawWampClient peer = joinContracts();
        register(peer, "con.watched", "{}");
        RawWampClient other = joinContracts();
        subscribe(other, "con.watched", "{}");
        other.send("[48, 2, {}, 'con.watched']");
        peer.receives("[68, 1, '*', {}]");
        peer.send("[70, 1, {}]");
        other.receives("[50, 2, {}]");
        peer.asks("[16, 2, {'acknowledge': true}, 'con.watched']", "[17, 2, '*']");
        other.receives("[36, '*', '*', {}]");
    }

    @Test
    void the_best_contract_counts() {
        RawWampClient publisher = joinContracts();
        refuses(publisher, 1, "con.tree.leaf", "[1]", "$.args");
        accepts(publisher, 2, "con.tree.leaf", "[]");
        accepts(publisher, 3, "con.tree.free.leaf", "[1]");
        refuses(publisher, 4, "con.tree.named", "[1]", "$.args");
        refuses(publisher, 5, "con.any.named", "[1]", "$.kwargs");
        accepts(publisher, 6, "con.any.nameless", "[1]");
        accepts(publisher, 7, "con.topic.below", "[1]");
    }

    @Test
    void a_big_payload_keeps_its_place() {
        RawWampClient subscriber = joinContracts();
        subscribe(subscriber, "con.topic", "{}");
        RawWampClient publisher = joinContracts();
        for (int i = 1; i <= 300; i++) {
            String more = i % 3 == 1 ? BIG : "''";
            publisher.send("[16, %d, {}, 'con.topic', [%d], {'unit': %s}]".formatted(i, i, more));
        }
        for (int i = 1; i <= 300; i++) {
            subscriber.receives("[36, '*', '*', {}, [%d], {'unit': '*'}]".formatted(i));
        }
    }

    @Test
    void a_big_payload_that_breaks_its_contract_is_refused_in_its_place() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        RawWampClient caller = joinContracts();
        caller.send("[48, 1, {}, 'con.add', [1, %s]]".formatted(BIG));
        caller.send("[48, 2, {}, 'con.none']");
        caller.send("[48, 3, {}, 'con.add', [1, 2], {'more': %s}]".formatted(BIG));
        caller.send("[48, 4, {}, 'con.none']");
        caller.receives("[8, 48, 1, {}, '" + INVALID_ARGUMENT + "', ['*', '$.args[1]', '*']]");
        caller.receives("[8, 48, 2, {}, 'wamp.error.no_such_procedure', '*']");
        caller.receives("[8, 48, 4, {}, 'wamp.error.no_such_procedure', '*']");
        callee.receives("[68, 1, '*', {}, [1, 2], {'more': '*'}]");
        callee.send("[70, 1, {}, [%s]]".formatted(BIG));
        caller.receives("[8, 48, 3, {}, 'wamp.error.invalid_result', ['*', '$.args[0]', '*']]");
    }

    @Test
    void a_session_may_vanish_while_its_payload_is_checked() {
        RawWampClient callee = joinContracts();
        register(callee, "con.add", "{}");
        for (int i = 0; i < 20; i++) {
            RawWampClient caller = joinContracts();
            caller.send("[48, 1, {}, 'con.add', [1, %s]]".formatted(BIG));
            caller.vanish();
        }
        callee.hasNothingMore();
    }

    @Test
    void goodbye_waits_for_the_payload_before_it() {
        RawWampClient subscriber = joinContracts();
        subscribe(subscriber, "con.topic", "{}");
        RawWampClient publisher = joinContracts();
        publisher.send("[16, 1, {}, 'con.topic', [1], {'unit': %s}]".formatted(BIG));
        publisher.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        subscriber.receives("[36, '*', '*', {}, [1], {'unit': '*'}]");
    }

    @Test
    void binary_values_are_strings_that_begin_with_nul() {
        RawWampClient publisher = joinContracts();
        ArrayNode message = (ArrayNode) Template.parse("[16, 1, {'acknowledge': true}, 'con.binary']");
        ArrayNode arguments = message.addArray();
        if (wire == Wire.JSON) {
            arguments.add("\0AQI=");
        } else {
            arguments.add(JsonNodeFactory.instance.binaryNode(new byte[] {1, 2}));
        }
        publisher.send(message);
        publisher.receives("[17, 1, '*']");
        refuses(publisher, 2, "con.binary", "['AQI=']", "$.args[0]");
    }

    @Test
    void a_pattern_that_takes_too_long_is_given_up() {
        RawWampClient publisher = joinContracts();
        String text = "a".repeat(3_000) + "b";
        JsonNode error = refuses(publisher, 1, "con.slow", "['" + text + "']", "$.args");
        assertThat(error.at("/5/2").asText()).contains("exceeds the bound");
        accepts(publisher, 2, "con.slow", "['" + "a".repeat(3_000) + "']");
    }

    @Test
    void payloads_nested_as_deep_as_can_be_are_checked() {
        RawWampClient publisher = joinContracts();
        accepts(publisher, 1, "con.nested", "[".repeat(100) + "]".repeat(100));
        JsonNode error = refuses(publisher, 2, "con.nested", "[".repeat(100) + "1" + "]".repeat(100), "*");
        assertThat(error.at("/5/1").asText()).startsWith("$.args[0][0]");
    }

    @Test
    void the_largest_payloads_break_their_contract_unseen() {
        RawWampClient publisher = joinContracts();
        accepts(publisher, 1, "con.nested", "[" + "[],".repeat(300_000) + "[]]");
        JsonNode error = refuses(publisher, 2, "con.nested", "[" + "[],".repeat(1_100_000) + "[]]", "$");
        assertThat(error.at("/5/2").asText()).endsWith("exceeds the maximum of 1048576 bytes for a checked payload");
    }

    @Test
    void a_testament_is_held_to_the_contract_of_its_topic() {
        RawWampClient client = joinContracts();
        client.asks(
                "[48, 1, {}, 'wamp.session.add_testament', ['con.topic', [], {}]]",
                "[8, 48, 1, {}, '" + INVALID_ARGUMENT + "', ['*', '$.args', '*']]");
        client.asks("[48, 2, {}, 'wamp.session.add_testament', ['con.topic', [1], {'unit': 'm'}]]", "[50, 2, {}]");
    }

    @Test
    void the_contract_of_a_uri_can_be_asked_for() {
        RawWampClient client = joinContracts();
        client.asks(
                "[48, 1, {}, 'wamp.reflection.procedure.describe', ['con.add']]",
                "[50, 1, {}, [{'uri': 'con.add', 'match': 'exact', 'on_violation': 'reject',"
                        + "'call': {'args': {'items': {'type': 'integer'}, 'minItems': 2},"
                        + "         'kwargs': {'properties': {'unit': {'enum': ['m', 'km']}}}},"
                        + "'result': {'args': {'prefixItems': [{'type': 'integer'}], 'minItems': 1}}}]]");
        client.asks(
                "[48, 2, {}, 'wamp.reflection.topic.describe', ['con.tree.leaf']]",
                "[50, 2, {}, [{'uri': 'con.tree.', 'match': 'prefix', 'on_violation': 'reject',"
                        + "'event': {'args': {'maxItems': 0}}}]]");
        client.asks("[48, 3, {}, 'wamp.reflection.topic.describe', ['con.other']]", "[50, 3, {}, [null]]");
        client.asks("[48, 4, {}, 'wamp.reflection.topic.describe']", "[8, 48, 4, {}, '" + INVALID_ARGUMENT + "', '*']");
    }

    @Test
    void without_contracts_there_are_none_to_ask_for() {
        join().asks("[48, 1, {}, 'wamp.reflection.procedure.describe', ['con.add']]", "[50, 1, {}, [null]]");
        join("guarded")
                .asks(
                        "[48, 1, {}, 'wamp.reflection.procedure.describe', ['con.add']]",
                        "[8, 48, 1, {}, 'wamp.error.not_authorized', '*']");
    }

    private static void accepts(RawWampClient publisher, int request, String topic, String args) {
        publisher.asks(
                "[16, %d, {'acknowledge': true}, '%s', %s]".formatted(request, topic, args),
                "[17, %d, '*']".formatted(request));
    }

    private static JsonNode refuses(RawWampClient publisher, int request, String topic, String args, String path) {
        return publisher.asks(
                "[16, %d, {'acknowledge': true}, '%s', %s]".formatted(request, topic, args),
                "[8, 16, %d, {}, '%s', ['*', '%s', '*']]".formatted(request, INVALID_ARGUMENT, path));
    }
}
