package io.signalbox.router.config;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Rights of a role, by the rules in the configuration. A refused rule grants nothing. Not thread-safe. */
final class RoleRights {
    private final List<PermissionRule> rules = new ArrayList<>();

    /** @param role the item of the role */
    RoleRights(ConfigItem role) {
        ConfigItem permissions = role.member("permissions");
        if (permissions.isAbsent()
                && role.member("authorizer").isAbsent()
                && role.member("allow-by-default").value().asBoolean()) {
            rules.add(new PermissionRule("", MatchPolicy.PREFIX, EnumSet.allOf(Action.class), Set.of()));
        }
        permissions.elements().forEach(rule -> {
            RuleUri uri = pattern(rule);
            rules.add(new PermissionRule(uri.uri(), uri.match(), allowed(rule.member("allow")), Set.of()));
        });
    }

    /** Returns the URI and the match policy of a rule. */
    static RuleUri pattern(ConfigItem rule) {
        Optional<MatchPolicy> match = rule.member("match").isPresent()
                ? Optional.of(PayloadContractCheck.matchOf(rule.value()))
                : Optional.empty();
        return RuleUri.of(rule.member("uri").text(), match);
    }

    private static Set<Action> allowed(ConfigItem allow) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (allow.member(action.name().toLowerCase(Locale.ROOT)).value().asBoolean()) {
                allowed.add(action);
            }
        }
        return allowed;
    }

    /** Returns the actions that a rule allows for every URI. Other rules may deny these actions for some URIs. */
    Set<Action> everywhere() {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        rules.stream()
                .filter(rule -> rule.match() == MatchPolicy.PREFIX && rule.uri().isEmpty())
                .forEach(rule -> actions.addAll(rule.allowed()));
        return actions;
    }

    boolean mayRegister(String procedure) {
        return new StaticPermissions(rules).decide(Action.REGISTER, procedure, MatchPolicy.EXACT) != Decision.DENIED;
    }
}
