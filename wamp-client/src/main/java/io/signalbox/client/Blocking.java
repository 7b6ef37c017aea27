package io.signalbox.client;

import io.signalbox.protocol.message.ErrorUri;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Blocking form of the futures of this package. */
final class Blocking {
    private Blocking() {}

    /**
     * Waits for a future.
     *
     * @throws WampException the failure of the future, with the stack trace of this thread; {@code wamp.error.canceled} if this
     *     thread is interrupted, which cancels the future and leaves the thread interrupted
     */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            future.cancel(true);
            throw WampException.local(ErrorUri.CANCELED, "the waiting thread was interrupted", e)
                    .here();
        } catch (CancellationException e) {
            throw WampException.local(ErrorUri.CANCELED, "the future was canceled", e)
                    .here();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WampException failure) {
                throw failure.here();
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
