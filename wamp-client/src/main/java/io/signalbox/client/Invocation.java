package io.signalbox.client;

import io.signalbox.client.value.Arguments;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Call of a registered procedure, as the callee gets it.
 *
 * <pre>{@code
 * session.register("com.example.count", invocation -> {
 *     int n = invocation.arg(0, Integer.class);
 *     for (int i = 1; i < n && !invocation.isInterrupted(); i++) {
 *         invocation.progress(i);
 *     }
 *     return n;
 * });
 * }</pre>
 */
public final class Invocation implements Received {
    private final RunningInvocation running;
    private final Arguments arguments;
    private final Map<String, Object> details;

    Invocation(RunningInvocation running, Arguments arguments, Map<String, Object> details) {
        this.running = running;
        this.arguments = arguments;
        this.details = details;
    }

    @Override
    public Arguments arguments() {
        return arguments;
    }

    @Override
    public Map<String, Object> details() {
        return details;
    }

    /** Returns the called procedure, which for a pattern is another one than the procedure of the registration. */
    public String procedure() {
        return new Details(details).text("procedure").orElseGet(running::registeredProcedure);
    }

    /** Returns the session id of the caller, if the router discloses it. */
    public OptionalLong caller() {
        return new Details(details).number("caller");
    }

    /** Returns the authid of the caller, if the router discloses it. */
    public Optional<String> callerAuthid() {
        return new Details(details).text("caller_authid");
    }

    /** Returns the role of the caller, if the router discloses it. */
    public Optional<String> callerAuthrole() {
        return new Details(details).text("caller_authrole");
    }

    /** Returns the trust level of the call, if the router assigns one. */
    public OptionalLong trustLevel() {
        return new Details(details).number("trustlevel");
    }

    /**
     * Returns the timeout of the call, if the router leaves the timeout to the callee. When the time is over, the client interrupts
     * the handler and answers with {@code wamp.error.timeout}.
     */
    public Optional<Duration> timeout() {
        OptionalLong millis = new Details(details).number("timeout");
        return millis.isPresent() && millis.getAsLong() > 0
                ? Optional.of(Duration.ofMillis(millis.getAsLong()))
                : Optional.empty();
    }

    /** Returns whether the caller wants progressive results. */
    public boolean wantsProgress() {
        return new Details(details).flag("receive_progress");
    }

    /**
     * Sends a progressive result. Waits while more bytes wait to be sent than {@link ClientLimits} permits. Has no effect if the
     * caller does not want progressive results.
     *
     * @throws WampException if the caller has canceled the call, or the session has ended
     */
    public void progress(Object... args) {
        progress(Reply.of(args));
    }

    /** Sends a progressive result with any number of arguments and keyword arguments, as {@link #progress(Object...)} does. */
    public void progress(Reply result) {
        if (wantsProgress()) {
            running.progress(result);
        }
    }

    /** Returns whether further inputs follow the arguments (spec: Progressive Call Invocations). */
    public boolean isProgress() {
        return new Details(details).flag("progress");
    }

    /**
     * Calls a consumer for each input of a progressive call, on the calling thread: for the arguments of this invocation and for all
     * further arguments, in order. Returns after the last input. A last input without arguments is passed over. An invocation that is
     * not progressive has one input. Inputs are read once. If more inputs wait than {@link ClientLimits} permits, the invocation fails.
     *
     * @throws InterruptedException if the caller cancels the call, or the session ends
     */
    public void forEachInput(Consumer<Arguments> consumer) throws InterruptedException {
        running.inputs().forEach(consumer);
    }

    /**
     * Returns the inputs of {@link #forEachInput} as a stream, in which the subscriber gets no more inputs than the subscriber has
     * requested. The subscriber runs on a virtual thread.
     */
    public Flow.Publisher<Arguments> inputs() {
        return running.inputs().publisher();
    }

    /** Returns whether the caller has canceled the call, or the session has ended: the result is not needed any more. */
    public boolean isInterrupted() {
        return running.isInterrupted();
    }

    /**
     * Runs a task when the caller cancels the call or the session ends, at once if that has happened. The task runs on a virtual
     * thread of its own. The thread of the handler is interrupted in any case.
     */
    public void onInterrupt(Runnable task) {
        running.onInterrupt(task);
    }

    @Override
    public String toString() {
        return "Invocation[procedure=" + procedure() + ", " + arguments + "]";
    }
}
