package io.signalbox.client.value;

/**
 * Exception for an argument of a message that is absent or of another type than expected. The message names the argument and
 * both types, but no value. Where a procedure throws the exception, the caller gets {@code wamp.error.invalid_argument}.
 *
 * <pre>{@code
 * session.register("com.example.double", call -> 2 * call.arg(0, Integer.class));
 * try {
 *     session.call("com.example.double", "two");
 * } catch (WampException e) {
 *     System.err.println(e.uri()); // InvalidArgumentException.URI
 * }
 * }</pre>
 */
public final class InvalidArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** URI of the error that the caller gets. */
    public static final String URI = "wamp.error.invalid_argument";

    InvalidArgumentException(String message) {
        super(message);
    }
}
