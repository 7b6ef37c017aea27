package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs for people, whose queries may have secrets. */
class RouterUrlMaskTest {
    @ParameterizedTest
    @CsvSource({
        "ws://a/b, ws://a/b",
        "ws://a/b?token=x, ws://a/b?token=***",
        "ws://a/b?token=x&b=y=z&c=, ws://a/b?token=***&b=***&c=***",
        "ws://a/b?secret, ws://a/b?***",
        "ws://a/b?a=1&secret&$1=2, ws://a/b?a=***&***&$1=***",
        "ws://a/b?, ws://a/b?"
    })
    void values_and_parts_without_a_name_are_masked(String url, String shown) {
        assertThat(RouterUrl.masked(url)).isEqualTo(shown);
    }
}
