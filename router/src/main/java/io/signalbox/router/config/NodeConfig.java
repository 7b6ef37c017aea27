package io.signalbox.router.config;

import java.util.List;

/**
 * A checked node configuration.
 *
 * @param version of the format, always 2
 * @param workers those that are not disabled
 */
public record NodeConfig(int version, ControllerConfig controller, List<WorkerConfig> workers) {}
