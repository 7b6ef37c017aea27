package io.signalbox.router.shell;

import io.signalbox.client.WampClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** End of a command at SIGINT or SIGTERM: the session leaves the realm before the process ends. */
enum SignalEnd {
    /** The command was not finished: the exit code is 128 and the number of the signal. */
    FAILURE,

    /** The signal is the usual end of the command: the exit code is 0. */
    SUCCESS;

    private static final long WAIT_SECONDS = 2;

    Thread install(WampClient client) {
        Thread hook = new Thread(() -> end(client), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private void end(WampClient client) {
        waitFor(client.closeAsync());
        endPrograms();
        if (this == SUCCESS) {
            Runtime.getRuntime().halt(ShellExit.FINE);
        }
    }

    /** The end of the session has ended the programs of 'register', unless they ignore SIGTERM. */
    private static void endPrograms() {
        List<ProcessHandle> programs = ProcessHandle.current().descendants().toList();
        waitFor(CompletableFuture.allOf(
                programs.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new)));
        programs.forEach(ProcessHandle::destroyForcibly);
    }

    private static void waitFor(CompletableFuture<?> end) {
        try {
            end.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            // The router or a program does not answer, and the process ends nevertheless.
        }
    }

    static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and the hook closes the client.
        }
    }
}
