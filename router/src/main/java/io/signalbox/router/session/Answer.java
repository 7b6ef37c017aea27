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

/** What a procedure of the router itself answers. */
public sealed interface Answer {

    /** The result is there. */
    record Result(Payload payload) implements Answer {
        private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
        private static final Result EMPTY = new Result(Payload.EMPTY);
    }

    /**
     * The result comes later, from any thread: for what must not be done inside the realm's loop.
     *
     * @param result may fail with a {@link ProcedureError}
     */
    record Later(CompletableFuture<Payload> result) implements Answer {}

    /** A result with one argument that is long: made and encoded by the executor, from what nobody changes any more. */
    static Answer composed(Executor executor, Supplier<?> value) {
        return new Later(CompletableFuture.supplyAsync(() -> payload(value.get()), executor));
    }

    /** One argument, which may be null, as a payload; any thread. */
    static Payload payload(Object value) {
        return Result.JSON.payload(Collections.singletonList(value), Map.of());
    }

    /** A result without arguments. */
    static Answer empty() {
        return Result.EMPTY;
    }

    /** A result with one argument, which may be null. */
    static Answer of(Object value) {
        return ofArguments(Collections.singletonList(value));
    }

    /** A result with these arguments. */
    static Answer ofArguments(List<?> arguments) {
        return new Result(Result.JSON.payload(arguments, Map.of()));
    }
}
