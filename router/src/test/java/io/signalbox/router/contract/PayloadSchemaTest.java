package io.signalbox.router.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaDialect dialect = new SchemaDialect();

    @Test
    void the_path_leads_to_the_value_that_does_not_fit() {
        assertThat(mismatch(
                        "{\"items\": {\"properties\": {\"a b\": {\"type\": \"string\"}}}}", List.of(Map.of("a b", 1L))))
                .isEqualTo(new PayloadSchema.Mismatch("[0]['a b']", "integer found, string expected"));
    }

    @Test
    void values_are_what_json_peers_see() {
        assertFits("{\"items\": {\"type\": \"integer\"}}", 1L, 1.0, BigInteger.TWO.pow(70));
        assertFits("{\"items\": {\"type\": \"number\"}}", 1L, 1.5);
        assertFits("{\"items\": {\"type\": \"null\"}}", (Object) null);
        assertFits("{\"items\": {\"const\": \"\\u0000AQI=\"}}", new byte[] {1, 2});
        assertFits("{\"items\": {\"type\": \"boolean\"}}", true);
    }

    @Test
    void what_json_cannot_express_is_no_number() {
        String numbers = "{\"items\": {\"type\": \"number\", \"minimum\": 0}}";
        assertThat(mismatch(numbers, List.of(Double.NaN))).isNotNull();
        assertThat(mismatch(numbers, List.of(Double.POSITIVE_INFINITY))).isNotNull();
    }

    @Test
    void quotations_of_payloads_are_shortened() {
        String name = "x".repeat(100_000);
        PayloadSchema.Mismatch mismatch =
                mismatch("{\"items\": {\"additionalProperties\": false}}", List.of(Map.of(name, 1L)));
        assertThat(mismatch.message()).hasSizeLessThan(400);
        mismatch =
                mismatch("{\"items\": {\"additionalProperties\": {\"type\": \"string\"}}}", List.of(Map.of(name, 1L)));
        assertThat(mismatch.path()).hasSizeLessThan(400);
    }

    @Test
    void one_mismatch_is_enough_among_a_million_values() {
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < 1_000_000; i++) {
            values.add(i);
        }
        assertThat(mismatch("{\"items\": {\"type\": \"string\"}}", values).path())
                .isEqualTo("[0]");
    }

    @Test
    void a_schema_without_end_fits_nothing() throws JsonProcessingException {
        // The configuration check accepts the schema: empty arguments do not reach the circular reference.
        JsonNode schema =
                JSON.readTree("{\"items\": {\"$ref\": \"#/$defs/a\"}, \"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}}");
        assertThat(dialect.defects(schema)).isEmpty();
        assertThat(dialect.compile(schema).mismatch(JsonTree.of(List.of(1L))).message())
                .isEqualTo("the value cannot be checked against the schema");
    }

    @Test
    void patterns_are_searched_for_and_given_up_when_they_take_too_long() {
        String pattern = "{\"items\": {\"pattern\": \"(a+)+$\"}}";
        assertFits(pattern, "b" + "a".repeat(10_000));
        assertThat(mismatch(pattern, List.of("a".repeat(3_000) + "b")).message())
                .contains("exceeds the bound");
        assertThat(mismatch("{\"items\": {\"pattern\": \"^.$\"}}", List.of("ab"))
                        .message())
                .contains("does not match");
    }

    @Test
    void formats_do_not_restrict() {
        assertFits("{\"items\": {\"format\": \"email\"}}", "no email");
    }

    @Test
    void schemas_can_be_told_as_values() throws JsonProcessingException {
        JsonNode schema = JSON.readTree("{\"a\": [1, 1.5, true, null, \"x\", 100000000000000000000], \"b\": {}}");
        assertThat(JsonTree.toValue(schema))
                .isEqualTo(Map.of(
                        "a",
                        Arrays.asList(1L, 1.5, true, null, "x", new BigInteger("100000000000000000000")),
                        "b",
                        Map.of()));
    }

    private void assertFits(String schema, Object... values) {
        assertThat(mismatch(schema, Arrays.asList(values))).isNull();
    }

    private PayloadSchema.Mismatch mismatch(String schema, List<?> values) {
        try {
            return dialect.compile(JSON.readTree(schema)).mismatch(JsonTree.of(values));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
