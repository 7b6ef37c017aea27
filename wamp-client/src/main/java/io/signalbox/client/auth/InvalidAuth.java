package io.signalbox.client.auth;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Exception for a map {@code auth} with mistakes. No message shows a secret.
 *
 * <pre>{@code
 * JsonNode auth = new ObjectMapper().readTree("{\"ticket\": {\"authid\": \"joe\"}}");
 * try {
 *     AuthParser.parse(auth, Path.of("config"));
 * } catch (InvalidAuth e) {
 *     e.mistakes().forEach(mistake -> System.err.println(mistake.path() + ": " + mistake.message()));
 * }
 * }</pre>
 */
public final class InvalidAuth extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    /**
     * Mistake in the map. Immutable and thread-safe.
     *
     * @param path the keys that lead from the map to the value, separated by dots; empty for the map itself
     * @param message what is wrong, and the remedy
     */
    public record Mistake(String path, String message) {
        @Override
        public String toString() {
            return (path.isEmpty() ? "auth" : "auth." + path) + " " + message;
        }
    }

    InvalidAuth(List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; ")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** Returns all mistakes, at least one. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
