package io.signalbox.router.config;

import java.util.List;

/** A worker of type {@code router}. */
public record WorkerConfig(
        String id, WorkerOptions options, List<RealmConfig> realms, List<TransportConfig> transports) {}
