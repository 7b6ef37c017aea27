package io.signalbox.router.process;

import java.util.Map;

/** Meanings of the exit codes of a program. */
public enum ExitCodes {
    /** Any program. */
    OF_PROGRAM(Map.of(126, "the program is not executable", 127, "the program was not found")),
    /** The JVM of a container. */
    OF_CONTAINER(Map.of(
            ExitCodes.HEAP_IS_FULL,
            "the heap is full; raise -Xmx in 'options.jvm', or let the components keep less",
            ExitCodes.COMPONENT_FAILED,
            "a component has failed, and 'options.shutdown' ends the container",
            ExitCodes.UNUSABLE,
            "the container cannot begin"));

    /** Exit code of a JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int HEAP_IS_FULL = 3;

    /** Exit code of a container that ends because a component has failed. No start follows. */
    public static final int COMPONENT_FAILED = 70;

    /** Exit code of a container that cannot use what the node has sent. */
    public static final int UNUSABLE = 71;

    private static final int SIGNALS = 128;
    private static final Map<Integer, String> OF_SIGNALS = Map.of(
            SIGNALS + 1,
            "SIGHUP",
            SIGNALS + 2,
            "SIGINT",
            SIGNALS + 6,
            "SIGABRT",
            SIGNALS + 9,
            "SIGKILL",
            SIGNALS + 11,
            "SIGSEGV",
            SIGNALS + 15,
            "SIGTERM");

    private final Map<Integer, String> meanings;

    ExitCodes(Map<Integer, String> meanings) {
        this.meanings = meanings;
    }

    /** Returns the meaning in brackets; empty for a code without a common meaning. */
    String meaning(int code) {
        String meaning = meanings.getOrDefault(code, OF_SIGNALS.get(code));
        return meaning == null ? "" : " (" + meaning + ")";
    }

    /** Returns whether no start follows an exit, whatever the policy says: the worker has decided to end. */
    boolean isFinal(int code) {
        return this == OF_CONTAINER && code == COMPONENT_FAILED;
    }
}
