package io.signalbox.gateway.connection;

import io.signalbox.client.CallResult;
import io.signalbox.gateway.hook.Hook;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Event of a connection that waits for its hook.
 *
 * @param isMessage whether the event is a message of the server. Other events are few and short
 * @param origin the connection that is closed because of the event, if the queue says so
 * @param heldBytes the memory that the event keeps alive
 * @param told returns what the hook is told; empty for an event whose message is malformed. Called when the turn of the event has
 *     come, on a virtual thread
 * @param answered gets the result of a procedure
 */
record HookEvent(
        Hook hook,
        boolean isMessage,
        EventOrigin origin,
        long heldBytes,
        Supplier<Optional<Told>> told,
        Consumer<CallResult> answered) {
    /** Memory of an event beside its message. */
    static final int OBJECT_BYTES = 512;

    /** Arguments of the call of a hook, or of the event for a hook. */
    record Told(List<?> args, Map<String, ?> kwargs) {
        static Told of(Map<String, ?> kwargs) {
            return new Told(List.of(), kwargs);
        }
    }
}
