package io.signalbox.router.config;

import java.util.List;

/**
 * A role of a realm.
 *
 * @param allowByDefault whether a role without permissions may do everything
 */
public record RoleConfig(
        String name, List<PermissionConfig> permissions, boolean allowByDefault, RoleSlowConsumerConfig slowConsumer) {}
