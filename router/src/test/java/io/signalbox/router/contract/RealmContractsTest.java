package io.signalbox.router.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.contract.Contract.Schemas;
import io.signalbox.router.contract.Contract.Terms;
import io.signalbox.router.session.PayloadRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RealmContractsTest {
    private static final Schemas ANY =
            new Schemas(Optional.of(JsonNodeFactory.instance.objectNode()), Optional.empty());

    private final SchemaDialect dialect = new SchemaDialect();

    @Test
    void the_best_match_counts() {
        RealmContracts contracts = new RealmContracts(
                List.of(
                        contract(MatchPolicy.EXACT, "a.b.c"),
                        contract(MatchPolicy.PREFIX, "a."),
                        contract(MatchPolicy.PREFIX, "a.b."),
                        contract(MatchPolicy.WILDCARD, "a..c"),
                        contract(MatchPolicy.WILDCARD, ".b.c")),
                new BigChecks(1024));
        assertThat(described(contracts, "a.b.c")).isEqualTo("exact a.b.c");
        assertThat(described(contracts, "a.b.d")).isEqualTo("prefix a.b.");
        assertThat(described(contracts, "a.x.c")).isEqualTo("prefix a.");
        assertThat(described(contracts, "x.b.c")).isEqualTo("wildcard .b.c");
        assertThat(contracts.describe("x.y")).isNull();
        assertThat(contracts.call("x.y")).isNull();
        assertThat(contracts.call("a.b.c")).isSameAs(contracts.call("a.b.c")).isNotNull();
        assertThat(contracts.event("a.b.c")).isNull();
    }

    @Test
    void what_was_found_stays_right_when_more_uris_come_than_are_remembered() {
        RealmContracts contracts =
                new RealmContracts(List.of(contract(MatchPolicy.PREFIX, "under.")), new BigChecks(1024));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(contracts.call("under." + i)).isNotNull();
                assertThat(contracts.call("free." + i)).isNull();
            }
        }
        assertThat(contracts.call("under." + "x".repeat(100_000))).isNotNull();
    }

    @Test
    void uris_of_the_node_are_under_no_contract() {
        RealmContracts contracts = new RealmContracts(List.of(contract(MatchPolicy.PREFIX, "")), new BigChecks(1024));
        assertThat(contracts.call("wamp.session.count")).isNull();
        assertThat(contracts.call("wampum.count")).isNotNull();
    }

    @Test
    void a_testament_is_held_to_the_contract_of_its_topic() {
        JsonNode schema = JsonNodeFactory.instance.objectNode().put("minItems", 1);
        Schemas args = new Schemas(Optional.of(schema), Optional.empty());
        Contract contract =
                Contract.of(dialect, MatchPolicy.EXACT, "a.b", new Terms(Schemas.NONE, Schemas.NONE, args, true, 1024));
        PayloadRule rule =
                new RealmContracts(List.of(contract), new BigChecks(1024)).call("wamp.session.add_testament");
        assertThat(rule.violation(payload("a.b", List.of(1L), Map.of()))).isNull();
        assertThat(rule.violation(payload("a.b", List.of(), Map.of())).path()).isEqualTo("$.args");
        assertThat(rule.violation(payload("other", List.of(), Map.of()))).isNull();
        assertThat(rule.violation(payload("a.b"))).isNotNull();
        assertThat(rule.violation(payload())).isNull();
        assertThat(rule.violation(payload(5L, List.of()))).isNull();
    }

    private static Payload payload(Object... arguments) {
        return new Serializers().of(WireFormat.MSGPACK).payload(List.of(arguments), Map.of());
    }

    private static String described(RealmContracts contracts, String uri) {
        return contracts.describe(uri).get("match") + " "
                + contracts.describe(uri).get("uri");
    }

    private Contract contract(MatchPolicy match, String uri) {
        return Contract.of(dialect, match, uri, new Terms(ANY, Schemas.NONE, Schemas.NONE, true, 1024));
    }
}
