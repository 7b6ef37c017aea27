package io.signalbox.client;

import io.signalbox.protocol.message.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Message with arguments and options that is about to be sent. Confined to one thread.
 *
 * <pre>{@code
 * session.newPublication("com.example.measured").args(21.5).kwarg("unit", "C").discloseMe().send();
 * }</pre>
 *
 * @param <R> the type of the request itself
 */
public abstract sealed class Request<R extends Request<R>> permits Call, Publication {
    private List<Object> args = List.of();
    private Map<String, Object> kwargs = Map.of();
    private Map<String, Object> options = Map.of();

    Request() {}

    @SuppressWarnings("unchecked") // Each subclass names itself.
    private R self() {
        return (R) this;
    }

    /** Sets the arguments. */
    public R args(Object... values) {
        args = Arrays.asList(values);
        return self();
    }

    /** Sets the elements of a list as the arguments. */
    public R argList(List<?> values) {
        args = new ArrayList<>(values);
        return self();
    }

    /** Adds a keyword argument. */
    public R kwarg(String name, Object value) {
        kwargs = with(kwargs, name, value);
        return self();
    }

    /** Adds keyword arguments. */
    public R kwargs(Map<String, ?> more) {
        more.forEach(this::kwarg);
        return self();
    }

    /** Asks the router to disclose the identity of this session to the receivers. */
    public R discloseMe() {
        return option("disclose_me", true);
    }

    /** Describes a payload that this peer has encoded (spec: Payload Passthru Mode). */
    public R passthru(Passthru description) {
        options = new LinkedHashMap<>(options);
        description.addTo(options);
        return self();
    }

    /** Sets an option that the specification does not have, such as an option of one router. */
    public R option(String name, Object value) {
        options = with(options, name, value);
        return self();
    }

    /** Returns the map itself if it can be changed. */
    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> changed = map.isEmpty() ? new LinkedHashMap<>() : map;
        changed.put(Objects.requireNonNull(name), value);
        return changed;
    }

    /** Returns the options as they are now. */
    final Map<String, Object> options() {
        return options.isEmpty() ? options : new LinkedHashMap<>(options);
    }

    final Payload payload(JoinedSession joined) {
        return joined.context().mapper().payload(joined.format(), args, kwargs);
    }
}
