package io.signalbox.router.extension;

import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.local.LocalRealms;
import java.util.List;

/**
 * Router worker with connections to other servers.
 *
 * @param id the id of the worker
 * @param realms the realms of the worker
 * @param connections the connections of the types that the extension has, in the order of the configuration
 * @param managed the realms whose sessions may create connections
 */
public record ConnectedWorker(
        String id, LocalRealms realms, List<UnboundItem> connections, List<ManagedRealm> managed) {}
