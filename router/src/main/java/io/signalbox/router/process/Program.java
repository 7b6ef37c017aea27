package io.signalbox.router.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Program of a worker. Immutable.
 *
 * @param worker id of the worker
 * @param executable name or path, see {@link Executable#find}
 * @param workdir the working directory, absolute
 * @param environment the whole environment
 * @param stopTimeoutMillis the time from SIGTERM to SIGKILL for processes that the program has left behind
 */
public record Program(
        String worker,
        Kind kind,
        String executable,
        List<String> arguments,
        Path workdir,
        Map<String, String> environment,
        Streams streams,
        long stopTimeoutMillis) {

    /** Kinds of programs. */
    public enum Kind {
        /** Any program, which is ready as soon as it runs. */
        GUEST,
        /** The JVM of a container, whose log has marks, see {@link LogMark}. The container is ready when its log says so. */
        CONTAINER
    }

    /**
     * Standard input and outputs.
     *
     * @param input what is written to the standard input
     * @param closesInput whether the standard input ends then; otherwise it ends with the node
     */
    public record Streams(byte[] input, boolean closesInput, Output stdout, Output stderr) {}

    /** Treatment of an output. */
    public enum Output {
        /** The node does not read the output. Writing to it is an error for the program. */
        CLOSE,
        /** Each line becomes a line of the log. */
        LOG,
        /** The output goes nowhere. */
        DROP
    }
}
