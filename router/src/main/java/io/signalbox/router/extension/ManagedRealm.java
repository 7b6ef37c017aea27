package io.signalbox.router.extension;

import io.signalbox.router.document.UnboundItem;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Realm whose sessions may manage what an extension has.
 *
 * @param name the name of the realm
 * @param management the item {@code management} of the realm
 * @param registration registers procedures in the realm, by their URIs. Called once
 */
public record ManagedRealm(
        String name, UnboundItem management, Consumer<Map<String, ManagementProcedure>> registration) {}
