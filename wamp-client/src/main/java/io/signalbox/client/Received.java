package io.signalbox.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.value.Arguments;
import io.signalbox.client.value.InvalidArgumentException;
import java.util.Map;
import java.util.Optional;

/**
 * Message of the router with arguments. Thread-safe. The arguments are decoded when they are read, on the thread that reads
 * them.
 *
 * <pre>{@code
 * session.subscribe("com.example.renamed", event -> {
 *     String name = event.kwarg("name", String.class);
 *     System.out.println(name);
 * });
 * }</pre>
 */
public sealed interface Received permits CallResult, Event, Invocation {

    /** Returns the arguments and keyword arguments. */
    Arguments arguments();

    /** Returns all details, as trees of strings, numbers, booleans, lists and maps. */
    Map<String, Object> details();

    /**
     * Returns an argument as a Java object.
     *
     * @param index the index of the argument, from 0
     * @throws InvalidArgumentException if there is no such argument, or if it is of another type
     */
    default <T> T arg(int index, Class<T> type) {
        return arguments().arg(index, type);
    }

    /**
     * Returns a keyword argument as a Java object.
     *
     * @throws InvalidArgumentException if there is no such argument, or if it is of another type
     */
    default <T> T kwarg(String name, Class<T> type) {
        return arguments().kwarg(name, type);
    }

    /** Returns the arguments as a tree. */
    default JsonNode args() {
        return arguments().args();
    }

    /** Returns the keyword arguments as a tree. */
    default JsonNode kwargs() {
        return arguments().kwargs();
    }

    /** Returns the description of a payload that the peer has encoded; empty for an ordinary payload. */
    default Optional<Passthru> passthru() {
        return new Details(details()).passthru();
    }
}
