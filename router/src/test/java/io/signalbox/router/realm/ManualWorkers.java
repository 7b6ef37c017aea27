package io.signalbox.router.realm;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Workers that run when the test says so. */
final class ManualWorkers implements Executor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    void runOne() {
        tasks.remove().run();
    }

    void runAll() {
        while (!tasks.isEmpty()) {
            runOne();
        }
    }
}
