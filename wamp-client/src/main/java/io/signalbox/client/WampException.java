package io.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.value.Arguments;
import io.signalbox.client.value.PayloadMapper;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Error with a URI, and possibly with arguments and keyword arguments. The client throws it for each error of the router, of
 * the callee and of the client itself. A handler of invocations throws it to answer a call with an error:
 *
 * <pre>{@code
 * session.register("com.example.divide", invocation -> {
 *     int divisor = invocation.arg(1, Integer.class);
 *     if (divisor == 0) {
 *         throw new WampException("com.example.error.division_by_zero", "the divisor is 0");
 *     }
 *     return invocation.arg(0, Integer.class) / divisor;
 * });
 * try {
 *     session.call("com.example.divide", 1, 0);
 * } catch (WampException e) {
 *     System.out.println(e.uri());
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe, as far as the values given to the constructors are.
 */
public final class WampException extends RuntimeException {
    /** The client has no session at the moment. */
    public static final String NOT_CONNECTED = "signalbox.error.not_connected";

    /** The connection was lost before the answer arrived. Whether the router has carried out the request is unknown. */
    public static final String CONNECTION_LOST = "signalbox.error.connection_lost";

    /** As many requests wait for an answer as {@link ClientLimits} permits. */
    public static final String TOO_MANY_PENDING = "signalbox.error.too_many_pending_requests";

    /** As many bytes wait to be sent as {@link ClientLimits} permits. */
    public static final String SEND_BUFFER_FULL = "signalbox.error.send_buffer_full";

    /** The consumer of progressive results is slower than {@link ClientLimits} permits. */
    public static final String QUEUE_FULL = "signalbox.error.queue_full";

    /** A handler of invocations failed with another exception. */
    public static final String RUNTIME_ERROR = "wamp.error.runtime_error";

    private static final long serialVersionUID = 1L;

    private final String uri;

    // Null after a deserialization, and where the error has not been made on this side, or only on this side.
    private final transient List<Object> ownArgs;
    private final transient Map<String, Object> ownKwargs;
    private final transient Arguments received;

    /** Creates an error without arguments. */
    public WampException(String uri) {
        this(uri, List.of(), Map.of());
    }

    /** Creates an error with an explanation for people, which is sent as the first argument. */
    public WampException(String uri, String explanation) {
        this(uri, List.of(explanation), Map.of());
    }

    /**
     * Creates an error with arguments.
     *
     * @param args values that {@link PayloadMapper} can convert
     */
    public WampException(String uri, List<?> args, Map<String, ?> kwargs) {
        this(text(uri, args), uri, new ArrayList<>(args), new LinkedHashMap<>(kwargs), null, null, true);
    }

    private WampException(
            String message,
            String uri,
            List<Object> ownArgs,
            Map<String, Object> ownKwargs,
            Arguments received,
            Throwable cause,
            boolean hasStackTrace) {
        super(message, cause, true, hasStackTrace);
        this.uri = uri;
        this.ownArgs = ownArgs;
        this.ownKwargs = ownKwargs;
        this.received = received;
    }

    /** Returns an error that a peer has sent. It has no stack trace, because the thread that reads has no caller. */
    static WampException received(String uri, Arguments arguments) {
        return new WampException(text(uri, explanation(arguments)), uri, null, null, arguments, null, false);
    }

    /**
     * Returns an error of this client, without a stack trace.
     *
     * @param cause may be null
     */
    static WampException local(String uri, String explanation, Throwable cause) {
        List<Object> args = List.of(explanation);
        return new WampException(text(uri, args), uri, args, Map.of(), null, cause, false);
    }

    /** Returns the same error with the stack trace of the calling thread. */
    WampException here() {
        return new WampException(getMessage(), uri, ownArgs, ownKwargs, received, getCause(), true);
    }

    private static List<?> explanation(Arguments arguments) {
        JsonNode first = arguments.args().path(0);
        return first.isTextual() ? List.of(first.textValue()) : List.of();
    }

    private static String text(String uri, List<?> args) {
        boolean explains = !args.isEmpty() && args.get(0) instanceof String;
        return explains ? uri + ": " + args.get(0) : uri;
    }

    /** Returns the URI of the error, such as {@code wamp.error.no_such_procedure}. */
    public String uri() {
        return uri;
    }

    /** Returns the arguments and keyword arguments. */
    public Arguments arguments() {
        if (received != null) {
            return received;
        }
        PayloadMapper mapper = new PayloadMapper();
        return mapper.arguments(payload(mapper, WireFormat.JSON));
    }

    /** Returns the arguments as a tree. */
    public JsonNode args() {
        return arguments().args();
    }

    /** Returns the keyword arguments as a tree. */
    public JsonNode kwargs() {
        return arguments().kwargs();
    }

    /** Returns the payload of an ERROR. */
    Payload payload(PayloadMapper mapper, WireFormat format) {
        if (received != null) {
            return received.payload();
        }
        return ownArgs == null ? Payload.EMPTY : mapper.payload(format, ownArgs, ownKwargs);
    }
}
