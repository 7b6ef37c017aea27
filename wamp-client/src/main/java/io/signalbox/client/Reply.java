package io.signalbox.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Result of an invocation with any number of arguments and keyword arguments. Immutable, as far as the values are.
 *
 * <pre>{@code
 * session.register("com.example.divide", invocation -> {
 *     int dividend = invocation.arg(0, Integer.class);
 *     int divisor = invocation.arg(1, Integer.class);
 *     return Reply.of(dividend / divisor).with("remainder", dividend % divisor);
 * });
 * }</pre>
 */
public final class Reply {
    private final List<Object> args;
    private final Map<String, Object> kwargs;
    private final Optional<Passthru> passthru;

    private Reply(List<Object> args, Map<String, Object> kwargs, Optional<Passthru> passthru) {
        this.args = args;
        this.kwargs = kwargs;
        this.passthru = passthru;
    }

    /** Returns a result with arguments. */
    public static Reply of(Object... args) {
        return ofArgs(Arrays.asList(args));
    }

    /** Returns a result with the elements of a list as arguments. */
    public static Reply ofArgs(List<?> args) {
        return new Reply(Collections.unmodifiableList(new ArrayList<>(args)), Map.of(), Optional.empty());
    }

    /** Returns the result that a handler has returned, see {@link InvocationHandler}. */
    static Reply from(Object returned) {
        return switch (returned) {
            case null -> of();
            case Reply reply -> reply;
            default -> ofArgs(Collections.singletonList(returned));
        };
    }

    /** Returns the same result with one more keyword argument. */
    public Reply with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(kwargs);
        more.put(name, value);
        return new Reply(args, Collections.unmodifiableMap(more), passthru);
    }

    /** Returns the same result with the description of a payload that this peer has encoded. */
    public Reply passthru(Passthru description) {
        return new Reply(args, kwargs, Optional.of(description));
    }

    /** Returns the arguments. */
    public List<Object> args() {
        return args;
    }

    /** Returns the keyword arguments. */
    public Map<String, Object> kwargs() {
        return kwargs;
    }

    Optional<Passthru> passthru() {
        return passthru;
    }
}
