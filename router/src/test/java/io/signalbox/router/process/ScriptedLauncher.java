package io.signalbox.router.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Launcher whose runs begin and end as a test says. */
final class ScriptedLauncher implements Launcher {
    final List<ScriptedRun> runs = new CopyOnWriteArrayList<>();

    /** Failure of the next starts; null for starts that succeed. */
    IOException failure;

    ExitCodes codes = ExitCodes.OF_PROGRAM;

    /** Whether the next runs are ready at once. */
    boolean isReadyAtOnce = true;

    @Override
    public Run launch() throws IOException {
        if (failure != null) {
            throw failure;
        }
        ScriptedRun run = new ScriptedRun(runs.size() + 1);
        if (isReadyAtOnce) {
            run.ready.complete(null);
        }
        runs.add(run);
        return run;
    }

    ScriptedRun last() {
        return runs.getLast();
    }

    @Override
    public ExitCodes exitCodes() {
        return codes;
    }

    @Override
    public List<String> lastLines() {
        return List.of("line 1", "line 2");
    }

    static final class ScriptedRun implements Run {
        final CompletableFuture<Void> ready = new CompletableFuture<>();
        final CompletableFuture<Integer> exit = new CompletableFuture<>();
        final List<String> signals = new ArrayList<>();
        private final long pid;

        ScriptedRun(long pid) {
            this.pid = pid;
        }

        @Override
        public long pid() {
            return pid;
        }

        @Override
        public CompletableFuture<Void> ready() {
            return ready;
        }

        @Override
        public CompletableFuture<Integer> exit() {
            return exit;
        }

        @Override
        public void terminate() {
            signals.add("TERM");
        }

        @Override
        public void kill() {
            signals.add("KILL");
        }
    }
}
