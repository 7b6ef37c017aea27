package io.signalbox.router.shell;

import io.signalbox.client.ClientState;
import io.signalbox.client.HandleStatus;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Run of a command that waits for events or invocations, over several connections. Thread-safe. */
final class LongRun {
    private final ShellSession shell;
    private final WampClient client;
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    // Guarded by this.
    private long left;
    private boolean isLost;

    private LongRun(ShellSession shell, WampClient client, long count) {
        this.shell = shell;
        this.client = client;
        left = count;
    }

    /** @param count the number of events after which the run ends */
    static LongRun of(ShellSession shell, WampClient client, long count) {
        LongRun run = new LongRun(shell, client, count);
        client.onState(run::state);
        return run;
    }

    /** Returns whether one more event is wanted. */
    synchronized boolean takesOne() {
        return left > 0 && !exitCode.isDone();
    }

    /** @param isBroken whether nobody reads the output any more */
    synchronized void finishedOne(boolean isBroken) {
        left--;
        if (left == 0 || isBroken) {
            exitCode.complete(ShellExit.FINE);
        }
    }

    private synchronized void state(ClientState state) {
        switch (state) {
            case ClientState.Lost lost -> {
                if (!isLost) {
                    isLost = true;
                    shell.line(lost.why().getMessage() + "; connecting again");
                }
            }
            case ClientState.Joined joined -> {
                if (isLost) {
                    isLost = false;
                    shell.line("connected again");
                }
            }
            case ClientState.Failed failed -> exitCode.complete(shell.failed(failed.why()));
            case ClientState.Connecting connecting -> {}
            case ClientState.Closed closed -> exitCode.complete(ShellExit.FINE);
        }
    }

    /** Handles a status of the subscription or registration. */
    void status(HandleStatus status, Optional<WampException> refusal) {
        switch (status) {
            case REFUSED -> refusal.ifPresent(why -> shell.line(why.getMessage() + "; trying again"));
            case ENDED -> {
                // Without a session, the state of the client decides.
                if (client.session().isJoined() && !exitCode.isDone()) {
                    shell.line("the router has ended the subscription or registration");
                    exitCode.complete(ShellExit.ERROR);
                }
            }
            case ACTIVE, SUSPENDED -> {}
        }
    }

    ShellSession shell() {
        return shell;
    }

    /**
     * Waits for the end.
     *
     * @param limit null for no limit
     * @param isCounted whether the end of the time is a failure
     * @return the exit code
     */
    int await(Duration limit, boolean isCounted) throws InterruptedException {
        try {
            return limit == null ? exitCode.get() : exitCode.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of the run failed", e);
        } catch (TimeoutException e) {
            exitCode.complete(isCounted ? ShellExit.TIMEOUT : ShellExit.FINE);
            return exitCode.join();
        }
    }
}
