package io.signalbox.gateway.reverseproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathPatternTest {

    private static String match(String pattern, String path) {
        return PathPattern.of(pattern, "orders")
                .match(PathPattern.split(path))
                .map(rest -> String.join("/", rest))
                .orElse("none");
    }

    @Test
    void segments_are_compared_after_one_decoding_and_the_rest_stays_encoded() {
        assertThat(match("/{service}/ws/v1/**", "/orders/ws/v1/a%20b/c")).isEqualTo("a%20b/c");
        assertThat(match("/{service}/ws/v1/**", "/%6frders/ws/v1")).isEmpty();
        assertThat(match("/{service}/ws/v1/**", "/%256frders/ws/v1")).isEqualTo("none");
        assertThat(match("/{service}/ws/v1/**", "/orders/ws")).isEqualTo("none");
        assertThat(match("/a+b", "/a+b")).isEmpty();
        assertThat(match("/*/x", "/anything/x")).isEmpty();
        assertThat(match("/*/x", "/anything/x/y")).isEqualTo("none");
        assertThat(match("/**", "/")).isEmpty();
    }
}
