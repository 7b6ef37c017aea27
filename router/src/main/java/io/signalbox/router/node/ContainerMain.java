package io.signalbox.router.node;

import io.signalbox.router.connecting.ConnectingClients;
import io.signalbox.router.container.Container;
import io.signalbox.router.process.ExitCodes;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.session.Timers;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a container. Reads its document from the standard input, runs the components, and ends with them, at a signal, or
 * when the standard input ends, which is the end of the node.
 */
public final class ContainerMain {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerMain.class);
    private static final long END_MILLIS = 3_000;
    private static final long LAST_LINES_MILLIS = 1_000;

    private ContainerMain() {}

    /** @param arguments none */
    public static void main(String[] arguments) {
        // The standard output has the lines of the log, whose marks no line of a component may cut.
        System.setOut(System.err);
        int code;
        try {
            ContainerDocument document = ContainerDocument.read(System.in);
            Thread.ofPlatform().daemon().name("node-watch").start(() -> haltAtEndOf(System.in));
            LogConfiguration.setLevel(document.logLevel());
            code = run(document.worker());
        } catch (IOException | RuntimeException e) {
            LOG.error("the container cannot begin: {}", e.getMessage(), e);
            code = ExitCodes.UNUSABLE;
        }
        LogConfiguration.finish(LAST_LINES_MILLIS);
        System.exit(code);
    }

    private static int run(NodeConfig.ContainerWorker worker) {
        NodeThreads threads = NodeThreads.start();
        Timers timers = new ScheduledTimers(threads.timers());
        ConnectingClients clients = ContainerAssembly.clients(worker, threads);
        Container container = ContainerAssembly.container(worker, clients, timers, new SecureRandom());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(container), "shutdown"));
        container.start().thenRun(() -> LoggerFactory.getLogger(MarkedLogLine.READY)
                .info("ready"));
        return container.end().join() ? ExitCodes.COMPONENT_FAILED : 0;
    }

    /** Ends the components. The time is limited: a component may wait for this end, as in {@code System.exit}. */
    private static void end(Container container) {
        try {
            container.stop().get(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the components have not ended within {} ms", END_MILLIS, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            LogConfiguration.finish(LAST_LINES_MILLIS);
        }
    }

    private static void haltAtEndOf(InputStream in) {
        try {
            while (in.read() >= 0) {
                // The node writes nothing more.
            }
        } catch (IOException e) {
            LOG.debug("the standard input is broken", e);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
