package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * An item of Crossbar.io's configuration that this node does not act upon.
 *
 * @param path the segments that lead to it; {@code *} stands for any key or index
 * @param value the value that is meant, as text; empty when any value of the key is
 * @param harmless the value that asks for what happens anyway, as text; empty when there is none
 * @param remedy what to do about it
 */
record ForeignItem(List<String> path, Kind kind, String value, String harmless, String reason, String remedy) {

    enum Kind {
        /** Comes in a later version; refused until then. */
        LATER,
        /** Cannot exist in this node; refused for good. */
        IMPOSSIBLE,
        /** Changes nothing that a client could see; accepted with a warning. */
        COSMETIC
    }

    static ForeignItem later(String path, String what) {
        return later(path, what, "remove it");
    }

    static ForeignItem later(String path, String what, String remedy) {
        return new ForeignItem(segments(path), Kind.LATER, "", "", what, remedy);
    }

    static ForeignItem impossible(String path, String why, String alternative) {
        return new ForeignItem(segments(path), Kind.IMPOSSIBLE, "", "", why, alternative);
    }

    static ForeignItem cosmetic(String path, String why) {
        return new ForeignItem(segments(path), Kind.COSMETIC, "", "", why, "remove it");
    }

    /** The same item, but only with this value. */
    ForeignItem when(String only) {
        return new ForeignItem(path, kind, only, harmless, reason, remedy);
    }

    /** The same item, but this value is accepted in silence. */
    ForeignItem unless(String accepted) {
        return new ForeignItem(path, kind, value, accepted, reason, remedy);
    }

    boolean matches(List<String> place, JsonNode found) {
        if (place.size() != path.size() || !(value.isEmpty() || value.equals(found.asText()))) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            if (!path.get(i).equals("*") && !path.get(i).equals(place.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean isHarmless(JsonNode found) {
        return !harmless.isEmpty() && harmless.equals(found.isValueNode() ? found.asText() : found.toString());
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/"));
    }
}
