package io.signalbox.router.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.process.OutputLimits;
import io.signalbox.router.process.Program;
import io.signalbox.router.process.RestartPolicy;
import io.signalbox.router.process.WatchSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Options of a worker of type {@code guest}.
 *
 * @param disabled whether the node leaves out the worker
 * @param workdir absolute
 * @param stdin {@code "close"}, or an object with {@code value} and {@code close}; empty for an input without content
 * @param watch empty for a guest that no change restarts
 * @param stopTimeoutMillis the time from SIGTERM to SIGKILL
 * @param output the keys of these limits stand beside the others
 */
public record GuestConfig(
        boolean disabled,
        Path workdir,
        ProcessEnvironment env,
        Optional<JsonNode> stdin,
        Program.Output stdout,
        Program.Output stderr,
        Optional<WatchSettings> watch,
        RestartPolicy restart,
        long stopTimeoutMillis,
        OutputLimits output) {

    /**
     * The item {@code env} of a process.
     *
     * @param inherit true, false, or the names of variables of the node
     * @param vars further variables
     */
    public record ProcessEnvironment(JsonNode inherit, Map<String, String> vars) {}
}
