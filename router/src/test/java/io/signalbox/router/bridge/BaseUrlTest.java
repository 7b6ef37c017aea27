package io.signalbox.router.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {
    private static final BaseUrl BASE = new BaseUrl(URI.create("https://example.com:8443/api/v1/"));

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' https://example.com:8443/api/v1/",
                "users https://example.com:8443/api/v1/users",
                "users/1/ https://example.com:8443/api/v1/users/1/",
                "users?a=1&b=%2F https://example.com:8443/api/v1/users?a=1&b=%2F",
                "?a=1 https://example.com:8443/api/v1/?a=1",
                "/api/v1/users https://example.com:8443/api/v1/users",
                "user@evil.example https://example.com:8443/api/v1/user@evil.example",
                "a/b:c https://example.com:8443/api/v1/a/b:c",
                "a..b/.c/d... https://example.com:8443/api/v1/a..b/.c/d...",
                "caf%C3%A9%20x https://example.com:8443/api/v1/caf%C3%A9%20x",
            })
    void a_reference_is_resolved_below_the_base(String reference, String url) throws BaseUrl.RefusedUrl {
        assertThat(BASE.resolve(reference, "")).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Absolute URLs and other hosts.
                "https://evil.example/api/v1/users",
                "https://example.com:8443/api/v1/users",
                "https://example.com:8443@evil.example/api/v1/",
                "HTTP:/api/v1/users",
                "file:/etc/passwd",
                "javascript:x",
                "//evil.example/api/v1/",
                "//user@evil.example/api/v1/",
                "///evil.example/api/v1/",
                // Other paths.
                "/",
                "/users",
                "/api/v1",
                "/api/v10/users",
                "/API/v1/users",
                // Dot segments.
                "..",
                ".",
                "../admin",
                "a/../../admin",
                "./users",
                "/api/v1/../admin",
                "/api/v1/..",
                "..;/admin",
                "a/..;x=1/b",
                // What servers may decode.
                "%2e%2e/admin",
                "..%2fadmin",
                "a%2Fb",
                "a%5cb",
                "a%252e%252e%252fb",
                "a%25252Fb",
                "a%00",
                "a%0d%0aHost:%20evil.example",
                "a%7f",
                // What no URL has.
                "a\\..\\b",
                "\\\\evil.example\\",
                "a b",
                "a\r\nHost: evil.example",
                "a\u0000",
                "a\tb",
                "caf\u00e9",
                "\uff0e\uff0e/admin",
                "a#b",
                "a%",
                "a%zz",
                "a[1]",
                "users?a=\r\nb",
            })
    void a_reference_that_may_lead_out_of_the_base_is_refused(String reference) {
        assertThatThrownBy(() -> BASE.resolve(reference, "")).isInstanceOf(BaseUrl.RefusedUrl.class);
    }

    @Test
    void a_path_without_a_slash_at_its_end_is_the_prefix_as_well() throws BaseUrl.RefusedUrl {
        BaseUrl base = new BaseUrl(URI.create("http://example.com/api"));
        assertThat(base.resolve("api/users", "")).hasToString("http://example.com/api/users");
        assertThat(base.resolve("", "a=1")).hasToString("http://example.com/api?a=1");
        assertThatThrownBy(() -> base.resolve("users", ""))
                .hasMessage("the path is outside of the base URL, whose path is /api");
    }

    @Test
    void a_host_without_a_path_has_the_path_of_the_root() throws BaseUrl.RefusedUrl {
        assertThat(new BaseUrl(URI.create("http://example.com")).resolve("users", ""))
                .hasToString("http://example.com/users");
    }

    @Test
    void further_queries_follow_those_of_the_reference() throws BaseUrl.RefusedUrl {
        assertThat(BASE.resolve("users?a=1", "b=2")).hasToString("https://example.com:8443/api/v1/users?a=1&b=2");
    }

    @Test
    void a_long_url_is_refused() {
        assertThatThrownBy(() -> BASE.resolve("%41".repeat(2_731), ""))
                .hasMessage("the URL has more than 8192 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com:8443/api/v1/users, true",
        "https://EXAMPLE.com:8443/api/v1/, true",
        "http://example.com:8443/api/v1/users, false",
        "https://example.com/api/v1/users, false",
        "https://user@example.com:8443/api/v1/users, false",
        "https://evil.example/api/v1/users, false",
        "https://example.com:8443/admin, false",
        "https://example.com:8443/api/v1/%2e%2e/admin, false",
        "mailto:joe@example.com, false",
    })
    void a_redirection_stays_within_the_base_or_is_not_followed(URI target, boolean contained) {
        assertThat(BASE.contains(target)).isEqualTo(contained);
    }
}
