package io.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a node gives to a {@link Component}. Thread-safe.
 *
 * <pre>{@code
 * Component announced = context -> context.session().publish("com.example.started", context.id());
 * }</pre>
 */
public interface ComponentContext {

    /** Returns the id of the component in the configuration, which is the authid of its session as well. */
    String id();

    /** Returns the session. */
    WampSession session();

    /** Returns the value of {@code extra} in the configuration; an empty object if the configuration has none. */
    JsonNode extra();

    /** Ends the component, which has done its work. Does not wait for the end. Only the first call of this and {@link #fail} counts. */
    void complete();

    /** Ends the component, which cannot go on. Does not wait for the end. */
    void fail(Throwable cause);
}
