package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimPathTest {
    @Test
    void dots_separate_nested_claims_unless_a_backslash_precedes_them() {
        assertThat(ClaimPath.of("sub").names()).containsExactly("sub");
        assertThat(ClaimPath.of("realm_access.roles").names()).containsExactly("realm_access", "roles");
        assertThat(ClaimPath.of("resource_access.my\\.app.roles").names())
                .containsExactly("resource_access", "my.app", "roles");
        assertThat(ClaimPath.of("a\\\\b").names()).containsExactly("a\\b");
    }

    @Test
    void a_uri_is_one_name() {
        assertThat(ClaimPath.of("https://example.com/roles").names()).containsExactly("https://example.com/roles");
    }

    @Test
    void a_claim_is_found_at_its_depth_only() {
        Map<String, Object> claims = Map.of("roles", "outer", "a", Map.of("roles", List.of("inner")), "b", "text");
        assertThat(ClaimPath.of("a.roles").find(claims)).isEqualTo(List.of("inner"));
        assertThat(ClaimPath.of("roles").find(claims)).isEqualTo("outer");
        for (String absent : List.of("c", "a.c", "b.roles", "a.roles.c", "c.roles")) {
            assertThat(ClaimPath.of(absent).find(claims)).as(absent).isNull();
        }
    }
}
