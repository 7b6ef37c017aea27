package io.signalbox.router.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starter of a worker, again and again. Thread-safe; at most one run at a time. */
public interface Launcher {

    /**
     * Starts the worker. May block.
     *
     * @throws IOException if the worker cannot be started; the message says why, and how to mend it
     */
    Run launch() throws IOException;

    /** Returns the meanings of the exit codes. */
    ExitCodes exitCodes();

    /** Returns the last lines of output, of all runs. */
    List<String> lastLines();

    /** Run of a worker. Thread-safe. */
    interface Run {
        /** Returns the id of the process in which the worker runs. */
        long pid();

        /** Completed when the worker is ready for use; with an exception if it cannot become ready. */
        CompletableFuture<Void> ready();

        /**
         * Completed with the exit code, when the process and all processes that it has left behind have ended. 128 plus
         * the number of a signal for a process that a signal has ended.
         */
        CompletableFuture<Integer> exit();

        /** Asks all processes of the run to end. Has no effect the second time, and after the end of the run. May block. */
        void terminate();

        /** Ends all processes of the run. Has no effect after the end of the run. May block. */
        void kill();
    }
}
