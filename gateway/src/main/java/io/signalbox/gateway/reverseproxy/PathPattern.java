package io.signalbox.gateway.reverseproxy;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Pattern of the paths of a route, below the path of its item: segments, {@code *} for any segment, and {@code **} at the end for
 * any number of segments. A segment of a request is compared after one percent-decoding. Immutable and thread-safe.
 */
public record PathPattern(List<String> segments, boolean isOpenEnded) {
    private static final String SERVICE = "{service}";
    private static final String ANY = "*";
    private static final String REST = "**";

    /**
     * Returns the pattern of a text, in which {@code {service}} stands for the name of the service.
     *
     * @throws IllegalArgumentException if the text does not begin with a slash, or has {@code **} in front of its end
     */
    public static PathPattern of(String text, String service) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("does not begin with a slash");
        }
        List<String> segments = new ArrayList<>(split(text));
        boolean isOpenEnded = !segments.isEmpty() && segments.getLast().equals(REST);
        if (isOpenEnded) {
            segments.removeLast();
        }
        if (segments.contains(REST)) {
            throw new IllegalArgumentException("has '**' in front of its end");
        }
        segments.replaceAll(segment -> segment.equals(SERVICE) ? service : segment);
        return new PathPattern(List.copyOf(segments), isOpenEnded);
    }

    /** Returns the segments of a path, still encoded. A slash at the end is no segment. */
    public static List<String> split(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        return trimmed.isEmpty() ? List.of() : Arrays.asList(trimmed.split("/", -1));
    }

    /**
     * Matches a path.
     *
     * @param path the segments of the request below the item, still encoded
     * @return the segments that {@code **} stands for, still encoded; empty if the path does not match
     */
    public Optional<List<String>> match(List<String> path) {
        if (path.size() < segments.size() || path.size() > segments.size() && !isOpenEnded) {
            return Optional.empty();
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).equals(ANY) && !segments.get(i).equals(decoded(path.get(i)))) {
                return Optional.empty();
            }
        }
        return Optional.of(path.subList(segments.size(), path.size()));
    }

    static String decoded(String segment) {
        // A plus sign is a blank in forms only.
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
