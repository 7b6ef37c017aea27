package io.signalbox.router.config;

import io.signalbox.router.document.ConfigProblem;
import java.util.List;
import java.util.Optional;

/**
 * What came of reading a configuration.
 *
 * @param <T> the record of a configuration
 * @param config empty when there is an error among the problems
 * @param problems all of them, in the order of the file
 */
public record CheckedConfig<T>(Optional<T> config, List<ConfigProblem> problems) {}
