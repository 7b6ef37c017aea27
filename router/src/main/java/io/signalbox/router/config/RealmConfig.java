package io.signalbox.router.config;

import java.util.List;
import java.util.Optional;

/**
 * A realm.
 *
 * @param store empty without event history
 */
public record RealmConfig(
        String id,
        String name,
        List<RoleConfig> roles,
        RealmOptions options,
        Optional<StoreConfig> store,
        List<PayloadContractConfig> schemas) {}
