package io.signalbox.router.session;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Answers of a procedure that the router itself serves. */
public sealed interface Answer {

    /** A result that is available at once. */
    record Result(Payload payload) implements Answer {
        private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
        private static final Result EMPTY = new Result(Payload.EMPTY);
    }

    /**
     * A result that becomes available later, on any thread. Work that must not run inside the realm's loop uses it.
     *
     * @param result completes exceptionally with a {@link ProcedureError} if the call fails
     */
    record Later(CompletableFuture<Payload> result) implements Answer {}

    /**
     * Returns a result with one long argument, which the executor composes and encodes.
     *
     * @param value reads only objects that no other thread changes
     */
    static Answer composed(Executor executor, Supplier<?> value) {
        return new Later(CompletableFuture.supplyAsync(() -> payload(value.get()), executor));
    }

    /** Returns a payload with one argument, which may be null. Thread-safe. */
    static Payload payload(Object value) {
        return Result.JSON.payload(Collections.singletonList(value), Map.of());
    }

    /** Returns a result without arguments. */
    static Answer empty() {
        return Result.EMPTY;
    }

    /** Returns a result with one argument, which may be null. */
    static Answer of(Object value) {
        return ofArguments(Collections.singletonList(value));
    }

    /** Returns a result with these positional arguments. */
    static Answer ofArguments(List<?> arguments) {
        return new Result(Result.JSON.payload(arguments, Map.of()));
    }
}
