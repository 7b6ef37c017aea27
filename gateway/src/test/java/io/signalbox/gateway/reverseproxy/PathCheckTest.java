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
                "/a/%c0%ae%c0%ae/b",
                "/a/%25c0%25ae/b",
                "/a/%25C0%25AE%25C0%25AE",
                "/a%2525c0%2525afb",
                "/a%c1%9cb",
                "/a/%e0%80%ae/b",
                "/a/%25f0%2580%2580%25ae",
                "/a/%f8%80%80%80%ae",
                "/a/%25fc%2580%2580%2580%2580%25ae",
                "/a%25c0%2580",
                "/a/%c0%a52e/b",
                "/a/%u002e%u002e/b",
                "/a%25u2215b"
            })
    void a_character_in_a_longer_form_than_need_be_is_found_after_any_number_of_decodings(String path) {
        assertThat(PathCheck.defect(path)).contains("The path has a character in an encoding that is not valid UTF-8.");
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
                "/%c3%80%c2%ae/%e2%82%ac/%f0%9f%98%80/%e0%a4%85",
                "/caf%e9/%C0%20la",
                "/100%unit",
                "/100%25",
                "/%zz",
                "/%",
                "/a%2eb"
            })
    void any_other_path_passes(String path) {
        assertThat(PathCheck.defect(path)).isEmpty();
    }
}
