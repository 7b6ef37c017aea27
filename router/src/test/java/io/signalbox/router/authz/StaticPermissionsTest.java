package io.signalbox.router.authz;

import static io.signalbox.protocol.message.MatchPolicy.EXACT;
import static io.signalbox.protocol.message.MatchPolicy.PREFIX;
import static io.signalbox.protocol.message.MatchPolicy.WILDCARD;
import static io.signalbox.router.session.Action.CALL;
import static io.signalbox.router.session.Action.PUBLISH;
import static io.signalbox.router.session.Action.REGISTER;
import static io.signalbox.router.session.Action.SUBSCRIBE;
import static io.signalbox.router.session.Decision.ALLOWED;
import static io.signalbox.router.session.Decision.ALLOWED_AND_DISCLOSED;
import static io.signalbox.router.session.Decision.DENIED;
import static io.signalbox.router.session.Decision.UNDECIDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Permissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StaticPermissionsTest {

    @ParameterizedTest
    @EnumSource(Action.class)
    void without_a_rule_everything_is_denied(Action action) {
        assertThat(new StaticPermissions(List.of()).decide(action, "com.app", EXACT))
                .isEqualTo(DENIED);
        assertThat(permissions(allow(PREFIX, "com.", action), allow(EXACT, "net", action))
                        .decide(action, "org.app", EXACT))
                .isEqualTo(DENIED);
    }

    @Test
    void what_acts_on_other_sessions_takes_a_rule_that_begins_with_wamp() {
        String kill = "wamp.session.kill";
        assertThat(StaticPermissions.allowingEverything().decide(CALL, kill, EXACT))
                .isEqualTo(DENIED);
        assertThat(StaticPermissions.trusted().decide(CALL, kill, EXACT)).isEqualTo(DENIED);
        assertThat(StaticPermissions.allowingEverything().decide(CALL, "wamp.session.list", EXACT))
                .isEqualTo(ALLOWED);
        for (PermissionRule broad :
                List.of(allow(PREFIX, "wamp", CALL), allow(WILDCARD, "..", CALL), allow(WILDCARD, "..kill", CALL))) {
            assertThat(permissions(broad).decide(CALL, kill, EXACT)).isEqualTo(DENIED);
        }
        for (PermissionRule explicit :
                List.of(allow(PREFIX, "wamp.", CALL), allow(EXACT, kill, CALL), allow(WILDCARD, "wamp..kill", CALL))) {
            assertThat(permissions(explicit, allow(PREFIX, "", CALL)).decide(CALL, kill, EXACT))
                    .isEqualTo(ALLOWED);
        }
    }

    @Test
    void management_procedures_take_a_rule_that_begins_with_signalbox() {
        String purge = "signalbox.authorization.purge";

        assertThat(StaticPermissions.allowingEverything().decide(CALL, purge, EXACT))
                .isEqualTo(DENIED);
        assertThat(permissions(allow(PREFIX, "signal", CALL)).decide(CALL, purge, EXACT))
                .isEqualTo(DENIED);
        assertThat(permissions(allow(PREFIX, "signalbox.", CALL), allow(PREFIX, "", CALL))
                        .decide(CALL, purge, EXACT))
                .isEqualTo(ALLOWED);
        assertThat(StaticPermissions.allowingEverything().decide(SUBSCRIBE, "signalbox.session.on_slow", EXACT))
                .isEqualTo(ALLOWED);
    }

    @Test
    void a_rule_precedes_the_authorizer_also_where_it_denies() {
        Permissions permissions =
                StaticPermissions.beforeAuthorizer(List.of(allow(PREFIX, "com.", CALL), allow(EXACT, "com.secret")));

        assertThat(permissions.decide(CALL, "com.a", EXACT)).isEqualTo(ALLOWED);
        assertThat(permissions.decide(PUBLISH, "com.a", EXACT)).isEqualTo(DENIED);
        assertThat(permissions.decide(CALL, "com.secret", EXACT)).isEqualTo(DENIED);
        assertThat(permissions.decide(CALL, "org.a", EXACT)).isEqualTo(UNDECIDED);
    }

    @Test
    void no_authorizer_decides_on_procedures_that_need_a_rule_of_their_own() {
        Permissions permissions = StaticPermissions.beforeAuthorizer(List.of());

        assertThat(permissions.decide(CALL, "wamp.session.kill", EXACT)).isEqualTo(DENIED);
        assertThat(permissions.decide(CALL, "signalbox.authorization.purge", EXACT))
                .isEqualTo(DENIED);
        assertThat(permissions.decide(CALL, "wamp.session.count", EXACT)).isEqualTo(UNDECIDED);
        assertThat(permissions.decide(SUBSCRIBE, "wamp.session.on_join", EXACT)).isEqualTo(UNDECIDED);
    }

    @Test
    void an_exact_rule_precedes_a_wildcard_rule_and_that_a_prefix_rule() {
        Permissions permissions = permissions(
                allow(EXACT, "a.b.c", CALL), allow(WILDCARD, "a..c", PUBLISH), allow(PREFIX, "a.b", REGISTER));

        assertThat(allowed(permissions, "a.b.c")).containsExactly(CALL);
        assertThat(allowed(permissions, "a.x.c")).containsExactly(PUBLISH);
        assertThat(allowed(permissions, "a.b.d")).containsExactly(REGISTER);
        assertThat(allowed(permissions, "a.b.c.d")).containsExactly(REGISTER);
    }

    @Test
    void the_wildcard_rule_with_its_literals_first_decides() {
        Permissions permissions = permissions(
                allow(WILDCARD, "a..c", CALL), allow(WILDCARD, "a.b.", PUBLISH), allow(WILDCARD, "..", SUBSCRIBE));

        assertThat(allowed(permissions, "a.b.c")).containsExactly(PUBLISH);
        assertThat(allowed(permissions, "a.x.c")).containsExactly(CALL);
        assertThat(allowed(permissions, "x.y.z")).containsExactly(SUBSCRIBE);
    }

    @Test
    void the_longest_prefix_rule_decides_and_a_deny_rule_is_one_that_allows_nothing() {
        Permissions permissions = permissions(allow(PREFIX, "app.", SUBSCRIBE), allow(PREFIX, "app.secret."));

        assertThat(allowed(permissions, "app.news")).containsExactly(SUBSCRIBE);
        assertThat(allowed(permissions, "app.secret.key")).isEmpty();
        assertThat(allowed(permissions, "app.secret")).containsExactly(SUBSCRIBE);
    }

    // Crossbar.io denies this: the exact rule is the longest key that is a prefix of the URI, and no other is
    // consulted.
    @Test
    void an_exact_rule_does_not_hide_a_shorter_prefix_rule_from_longer_uris() {
        Permissions permissions = permissions(allow(PREFIX, "com.", CALL), allow(EXACT, "com.a", PUBLISH));

        assertThat(allowed(permissions, "com.a.b")).containsExactly(CALL);
    }

    // Crossbar.io keeps one wildcard rule for each literal beginning.
    @Test
    void wildcard_rules_with_the_same_beginning_all_stand() {
        Permissions permissions = permissions(allow(WILDCARD, "com..x", CALL), allow(WILDCARD, "com..y", PUBLISH));

        assertThat(allowed(permissions, "com.a.x")).containsExactly(CALL);
        assertThat(allowed(permissions, "com.a.y")).containsExactly(PUBLISH);
    }

    // Crossbar.io never matches these, and replaces a rule with the same URI and another match policy.
    @Test
    void wildcards_at_the_ends_match_and_rules_of_other_policies_stand_beside_each_other() {
        Permissions permissions =
                permissions(allow(WILDCARD, ".b", CALL), allow(WILDCARD, "a.", PUBLISH), allow(PREFIX, "a.", REGISTER));

        assertThat(allowed(permissions, "x.b")).containsExactly(CALL);
        assertThat(allowed(permissions, "a.x")).containsExactly(PUBLISH);
        assertThat(allowed(permissions, "a.x.y")).containsExactly(REGISTER);
    }

    @Test
    void a_later_rule_replaces_an_earlier_one_with_the_same_uri_and_match() {
        Permissions permissions = permissions(allow(EXACT, "a", CALL), allow(EXACT, "a", PUBLISH));

        assertThat(allowed(permissions, "a")).containsExactly(PUBLISH);
    }

    @Test
    void disclosure_follows_the_rule_and_only_where_it_allows() {
        Permissions permissions =
                permissions(new PermissionRule("a", PREFIX, Set.of(CALL, SUBSCRIBE), Set.of(CALL, PUBLISH)));

        assertThat(decide(permissions, CALL, "a.b")).isEqualTo(ALLOWED_AND_DISCLOSED);
        assertThat(decide(permissions, PUBLISH, "a.b")).isEqualTo(DENIED);
        assertThat(decide(permissions, SUBSCRIBE, "a.b")).isEqualTo(ALLOWED);
    }

    @Test
    void a_pattern_is_decided_like_a_uri_of_the_same_characters() {
        Permissions permissions = permissions(
                allow(PREFIX, "app.", SUBSCRIBE),
                allow(PREFIX, "app.secret."),
                allow(WILDCARD, "net..x", REGISTER),
                allow(EXACT, "org", SUBSCRIBE));

        assertThat(permissions.decide(SUBSCRIBE, "app.", PREFIX)).isEqualTo(ALLOWED);
        assertThat(permissions.decide(SUBSCRIBE, "app..x", WILDCARD)).isEqualTo(ALLOWED);
        assertThat(permissions.decide(SUBSCRIBE, "app", PREFIX)).isEqualTo(DENIED);
        assertThat(permissions.decide(SUBSCRIBE, "", PREFIX)).isEqualTo(DENIED);
        assertThat(permissions.decide(SUBSCRIBE, "app.secret.", PREFIX)).isEqualTo(DENIED);
        assertThat(permissions.decide(REGISTER, "net..x", WILDCARD)).isEqualTo(ALLOWED);
        assertThat(permissions.decide(REGISTER, "net..", WILDCARD)).isEqualTo(DENIED);
        assertThat(permissions.decide(SUBSCRIBE, "org", PREFIX)).isEqualTo(ALLOWED);
    }

    @Test
    void the_default_allows_everything_and_discloses_nothing() {
        for (Action action : Action.values()) {
            assertThat(StaticPermissions.allowingEverything().decide(action, "x", EXACT))
                    .isEqualTo(ALLOWED);
        }
    }

    @Test
    void the_trusted_role_may_do_everything_and_shows_who_it_is() {
        Permissions trusted = StaticPermissions.trusted();

        assertThat(trusted.decide(CALL, "x", EXACT)).isEqualTo(ALLOWED_AND_DISCLOSED);
        assertThat(trusted.decide(PUBLISH, "x", EXACT)).isEqualTo(ALLOWED_AND_DISCLOSED);
        assertThat(trusted.decide(REGISTER, "", PREFIX)).isEqualTo(ALLOWED);
        assertThat(trusted.decide(SUBSCRIBE, ".", WILDCARD)).isEqualTo(ALLOWED);
    }

    @Test
    void a_rule_with_a_match_takes_stars_literally() {
        Permissions permissions = permissions(allow(PREFIX, "com.*", CALL));

        assertThat(allowed(permissions, "com.a")).isEmpty();
        assertThat(allowed(permissions, "com.*a")).containsExactly(CALL);
    }

    @Test
    void a_uri_is_searched_once_and_decides_all_actions() {
        StaticPermissions permissions = permissions(allow(PREFIX, "a", CALL), allow(EXACT, "b", PUBLISH));

        assertThat(allowed(permissions, "a.b")).containsExactly(CALL);
        assertThat(allowed(permissions, "a.b")).containsExactly(CALL);
        assertThat(allowed(permissions, "unknown")).isEmpty();
        assertThat(allowed(permissions, "unknown")).isEmpty();

        assertThat(permissions.searches()).isEqualTo(2);
    }

    @Test
    void a_flood_of_uris_keeps_the_memory_bounded_and_the_decisions_right() {
        StaticPermissions permissions =
                new StaticPermissions(List.of(allow(PREFIX, "a", CALL), allow(PREFIX, "b", PUBLISH)), 100);
        for (int i = 0; i < 10_000; i++) {
            assertThat(decide(permissions, CALL, "a" + i)).isEqualTo(ALLOWED);
            assertThat(decide(permissions, CALL, "b" + i)).isEqualTo(DENIED);
            assertThat(decide(permissions, PUBLISH, "busy")).isEqualTo(permissions.decide(PUBLISH, "b", EXACT));
        }

        // "busy" and "b" are in steady use and therefore searched once.
        assertThat(permissions.searches()).isEqualTo(20_002);
        assertThat(permissions.forgotten()).isBetween(19_800L, 20_002L);
    }

    private static StaticPermissions permissions(PermissionRule... rules) {
        return new StaticPermissions(List.of(rules));
    }

    private static PermissionRule allow(MatchPolicy match, String uri, Action... actions) {
        return new PermissionRule(uri, match, Set.of(actions), Set.of());
    }

    private static Decision decide(Permissions permissions, Action action, String uri) {
        return permissions.decide(action, uri, EXACT);
    }

    private static Set<Action> allowed(Permissions permissions, String uri) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (decide(permissions, action, uri).isAllowed()) {
                allowed.add(action);
            }
        }
        return allowed;
    }
}
