package io.signalbox.gateway.reverseproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/..",
                "/../a",
                "/a/.",
                "/a/./b",
                "..",
                "/a/..;",
                "/a/.;x=1/b",
                "/a/..%3bx/b",
                "/a/..%3Fx",
                "/a/..%2523x",
                "/a/%2e%2E/b",
                "/a/.%252e/b",
                "/a/%25252525252e",
                "/a/%%32%65",
                "/a/%25%32%65/b"
            })
    void a_dot_segment_is_found_after_any_number_of_decodings(String path) {
        assertThat(PathCheck.defect(path)).contains("The path has a dot segment.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2fb",
                "/a%2Fb",
                "/a%252fb",
                "/a%25252fb",
                "/a%%32%66b",
                "/a%5cb",
                "/a%255Cb",
                "/a\\b",
                "/a%00",
                "/a%2500",
                "/%2e%2e%2fb"
            })
    void an_encoded_separator_is_found_after_any_number_of_decodings(String path) {
        assertThat(PathCheck.defect(path)).contains("The path has an encoded separator.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "/a/b",
                "/a/",
                "/a.b/c",
                "/..a/b..",
                "/.well-known/x",
                "/.../x",
                "/a;x=../b",
                "/a%20b/%c3%a9",
                "/100%25",
                "/%zz",
                "/%",
                "/a%2eb"
            })
    void any_other_path_passes(String path) {
        assertThat(PathCheck.defect(path)).isEmpty();
    }
}
