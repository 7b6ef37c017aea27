package io.signalbox.client;

/**
 * Handler of the invocations of one registration.
 *
 * <pre>{@code
 * InvocationHandler add = call -> call.arg(0, Integer.class) + call.arg(1, Integer.class);
 * session.register("com.example.add", add);
 * }</pre>
 */
@FunctionalInterface
public interface InvocationHandler {

    /**
     * Handles an invocation. Called on a virtual thread of its own, so that the method may block, and so that several
     * invocations may run at the same time. The thread is interrupted if the caller cancels the call.
     *
     * @return the result: null for a result without arguments; a {@link Reply} for several arguments or keyword arguments; a
     *     {@link java.util.concurrent.CompletionStage} for a result that follows later; a
     *     {@link java.util.concurrent.Flow.Publisher} for progressive results, which ends with a result without arguments, or with the
     *     last item if the caller wants no progressive results; a {@link CallResult} passes its arguments on; any other object is the
     *     only argument
     * @throws WampException is the error that the caller gets
     * @throws Exception any other exception becomes {@link WampException#RUNTIME_ERROR} with its message, and is written to the log
     */
    Object onInvocation(Invocation invocation) throws Exception;
}
