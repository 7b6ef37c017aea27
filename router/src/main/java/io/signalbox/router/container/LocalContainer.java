package io.signalbox.router.container;

import io.signalbox.router.process.ExitCodes;
import io.signalbox.router.process.Launcher;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Starter of a container inside the node. Its end has the exit code that its JVM would have. Thread-safe. */
public final class LocalContainer implements Launcher {
    private final Assembly assembly;

    /** Source of the container, called once. */
    public interface Assembly {
        Assembled assemble() throws IOException;
    }

    /** @param resources is released when the container has ended; may block */
    public record Assembled(Container container, Runnable resources) {}

    public LocalContainer(Assembly assembly) {
        this.assembly = assembly;
    }

    @Override
    public Run launch() throws IOException {
        Assembled assembled = assembly.assemble();
        Container container = assembled.container();
        CompletableFuture<Integer> exit = container
                .end()
                .thenApplyAsync(
                        failure -> {
                            assembled.resources().run();
                            return failure ? ExitCodes.COMPONENT_FAILED : 0;
                        },
                        task -> Thread.ofVirtual().name("container-end").start(task));
        return new LocalRun(container, container.start(), exit);
    }

    @Override
    public ExitCodes exitCodes() {
        return ExitCodes.OF_CONTAINER;
    }

    /** Returns nothing: the lines of the components are in the log of the node. */
    @Override
    public List<String> lastLines() {
        return List.of();
    }

    private record LocalRun(Container container, CompletableFuture<Void> ready, CompletableFuture<Integer> exit)
            implements Run {
        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void terminate() {
            container.stop();
        }

        /** Has no effect: each step of the end of a component has a limited time. */
        @Override
        public void kill() {}
    }
}
