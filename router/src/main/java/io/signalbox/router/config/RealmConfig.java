package io.signalbox.router.config;

import java.util.List;

/** A realm. */
public record RealmConfig(
        String id, String name, List<RoleConfig> roles, RealmOptions options, List<PayloadContractConfig> schemas) {}
