package io.signalbox.router.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.authz.AuthorizerAnswer.InvalidAnswerException;
import io.signalbox.router.session.Decision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizerAnswerTest {

    private static Payload json(String arguments) {
        byte[] bytes = arguments.getBytes(StandardCharsets.UTF_8);
        return new Payload(WireFormat.JSON, bytes, 0, bytes.length, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[true]; ALLOWED; false",
                "[false]; DENIED; false",
                "[{\"allow\": true}]; ALLOWED; false",
                "[{\"allow\": false}]; DENIED; false",
                "[{\"allow\": true, \"cache\": true}]; ALLOWED; true",
                "[{\"allow\": false, \"cache\": true}]; DENIED; true",
                "[{\"allow\": true, \"cache\": false, \"disclose\": false}]; ALLOWED; false",
                "[{\"allow\": true, \"disclose\": true}]; ALLOWED_AND_DISCLOSED; false",
                "[{\"allow\": false, \"disclose\": true}]; DENIED; false",
                "[{\"allow\": true, \"cache\": null, \"disclose\": null, \"validate\": null}]; ALLOWED; false"
            })
    void an_answer_is_a_boolean_or_a_dictionary(String result, Decision decision, boolean isCacheable)
            throws InvalidAnswerException {
        assertThat(AuthorizerAnswer.of(json(result))).isEqualTo(new AuthorizerAnswer(decision, isCacheable));
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void an_answer_may_come_in_any_format(WireFormat format) throws InvalidAnswerException {
        Payload result =
                new Serializers().of(format).payload(List.of(Map.of("allow", true, "disclose", true)), Map.of());

        assertThat(AuthorizerAnswer.of(result)).isEqualTo(new AuthorizerAnswer(Decision.ALLOWED_AND_DISCLOSED, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[null]",
                "[1]",
                "[\"true\"]",
                "[[true]]",
                "[true, true]",
                "[{}]",
                "[{\"allow\": null}]",
                "[{\"allow\": 1}]",
                "[{\"allow\": \"true\"}]",
                "[{\"cache\": true}]",
                "[{\"allow\": true, \"cache\": 1}]",
                "[{\"allow\": true, \"disclose\": {\"caller\": true}}]",
                "[{\"allow\": true, \"allowed\": true}]",
                "[{\"allow\": true, \"validate\": {\"call\": \"schema\"}}]"
            })
    void anything_else_is_no_answer(String result) {
        assertThatThrownBy(() -> AuthorizerAnswer.of(json(result))).isInstanceOf(InvalidAnswerException.class);
    }

    @Test
    void a_result_without_arguments_is_no_answer() {
        assertThatThrownBy(() -> AuthorizerAnswer.of(Payload.EMPTY))
                .isInstanceOf(InvalidAnswerException.class)
                .hasMessage("the result has 0 arguments instead of one boolean or dictionary");
    }
}
