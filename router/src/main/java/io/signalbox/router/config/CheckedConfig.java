package io.signalbox.router.config;

import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ConfigProblem.Severity;
import java.util.List;
import java.util.Optional;

/**
 * Result of reading and checking a configuration.
 *
 * @param <T> the record of a configuration
 * @param config empty if any problem is an error
 * @param problems all problems, in the order of the file
 */
public record CheckedConfig<T>(Optional<T> config, List<ConfigProblem> problems) {

    /** Returns the problems of a severity. */
    public List<ConfigProblem> problems(Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .toList();
    }
}
