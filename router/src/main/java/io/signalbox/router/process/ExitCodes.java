package io.signalbox.router.process;

import java.util.Map;

/** Meaning of the exit codes of processes that a signal, or a shell, has ended. Stateless. */
final class ExitCodes {
    private static final int SIGNALS = 128;
    private static final Map<Integer, String> MEANINGS = Map.of(
            126,
            "the program is not executable",
            127,
            "the program was not found",
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

    private ExitCodes() {}

    /** Returns the meaning in brackets; empty for a code without a common meaning. */
    static String meaning(int code) {
        String meaning = MEANINGS.get(code);
        return meaning == null ? "" : " (" + meaning + ")";
    }
}
