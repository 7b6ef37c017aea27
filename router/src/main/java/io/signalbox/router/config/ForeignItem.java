package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Item of Crossbar.io's configuration that this node does not act upon.
 *
 * @param path segments that lead to the item; {@code *} stands for any key or index, and the type of a worker for its index
 * @param condition the values that are meant
 * @param effect the effect beyond the item
 * @param reason the name of the missing feature, or the reason why the item has no effect
 */
record ForeignItem(List<String> path, Kind kind, Condition condition, Effect effect, String reason, String remedy) {

    enum Kind {
        /** A later version supports the item. The item is unsupported until then. */
        LATER,
        /** No version can support the item. */
        IMPOSSIBLE,
        /** Python code, which no JVM runs. All Python code of a worker is one problem. */
        PYTHON,
        /** The item changes nothing that a client could notice: a warning. */
        COSMETIC,
        /** Setting for Python code: a warning in a worker without Python code. */
        PYTHON_SETTING
    }

    /** Part of the configuration that the node leaves out, on request, because of the item. */
    enum Extent {
        /** The item. */
        KEY,
        /** The object that has the item. */
        HOLDER,
        /** The transport that has the item, because its port would be less protected without the item. */
        TRANSPORT,
        /** All rights of the rule that has the item. */
        RIGHTS
    }

    /**
     * Values that are meant.
     *
     * @param value the only such value, as text; empty for all values
     * @param type the {@code type} of the only such values; empty for all types
     * @param harmless the value that demands what the node does anyway, as text; empty for none
     * @param holderType the {@code type} of the only objects whose key is meant; empty for all
     * @param except the only value that is not meant, as text; empty for none
     */
    record Condition(String value, String type, String harmless, String holderType, String except) {}

    /** @param insteadOf the required key that the item replaces in its object; empty for none */
    record Effect(Extent extent, String insteadOf) {}

    private static final Condition ALWAYS = new Condition("", "", "", "", "");
    private static final Effect KEY_ONLY = new Effect(Extent.KEY, "");

    static ForeignItem later(String path, String what) {
        return later(path, what, "remove it");
    }

    static ForeignItem later(String path, String what, String remedy) {
        return of(Kind.LATER, path, what, remedy);
    }

    static ForeignItem impossible(String path, String why, String alternative) {
        return of(Kind.IMPOSSIBLE, path, why, alternative);
    }

    static ForeignItem python(String path, String alternative) {
        return of(Kind.PYTHON, path, "", alternative);
    }

    static ForeignItem cosmetic(String path, String why) {
        return of(Kind.COSMETIC, path, why, "remove it");
    }

    static ForeignItem pythonSetting(String path) {
        return of(Kind.PYTHON_SETTING, path, "this node runs no Python", "remove it");
    }

    private static ForeignItem of(Kind kind, String path, String reason, String remedy) {
        return new ForeignItem(List.of(path.split("/")), kind, ALWAYS, KEY_ONLY, reason, remedy);
    }

    /** Returns the item with this value only. A value of {@code type} concerns the object that has the type. */
    ForeignItem when(String only) {
        return with(
                new Condition(only, "", condition.harmless, condition.holderType, ""), new Effect(Extent.HOLDER, ""));
    }

    /** Returns the item with all values of {@code type} but this one. The object that has the type is meant. */
    ForeignItem otherThan(String known) {
        return with(new Condition("", "", "", "", known), new Effect(Extent.HOLDER, ""));
    }

    /** Returns the item with this type only. */
    ForeignItem ofType(String type) {
        return with(new Condition("", type, condition.harmless, condition.holderType, ""), effect);
    }

    /** Returns the item with all values but this one. */
    ForeignItem unless(String accepted) {
        return with(new Condition(condition.value, condition.type, accepted, condition.holderType, ""), effect);
    }

    /** Returns the item in objects of this type only. */
    ForeignItem in(String holderType) {
        return with(new Condition(condition.value, condition.type, condition.harmless, holderType, ""), effect);
    }

    /** Returns the item with another extent. */
    ForeignItem leavingOut(Extent extent) {
        return with(condition, new Effect(extent, effect.insteadOf));
    }

    /** Returns the item as a replacement of a required key. */
    ForeignItem insteadOf(String required) {
        return with(condition, new Effect(effect.extent, required));
    }

    private ForeignItem with(Condition other, Effect changed) {
        return new ForeignItem(path, kind, other, changed, reason, remedy);
    }

    /** Returns the problem in words. The problem of Python code is not one of a single item. */
    String text(String name) {
        return switch (kind) {
            case LATER -> name + " is not supported yet (" + reason + ")";
            case IMPOSSIBLE -> name + " cannot be supported: " + reason;
            case COSMETIC, PYTHON_SETTING -> name + " has no effect: " + reason;
            case PYTHON -> name + " is Python code";
        };
    }

    /** Returns whether the item is the type of its object. */
    boolean isType() {
        return !condition.value.isEmpty() || !condition.except.isEmpty();
    }

    /** Returns whether a problem of the item concerns more than its key. */
    boolean concernsMoreThanKey() {
        return switch (kind) {
            case PYTHON -> true;
            case LATER, IMPOSSIBLE -> effect.extent != Extent.KEY;
            case COSMETIC, PYTHON_SETTING -> false;
        };
    }

    /** @param holderType the {@code type} of the object that has the item; empty for none */
    boolean matches(List<String> place, JsonNode found, String holderType) {
        if (place.size() != path.size()
                || !condition.holderType.isEmpty() && !condition.holderType.equals(holderType)
                || !condition.value.isEmpty() && !condition.value.equals(found.asText())
                || !condition.except.isEmpty() && condition.except.equals(found.asText())
                || !condition.type.isEmpty()
                        && !condition.type.equals(found.path("type").asText())) {
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
        return !condition.harmless.isEmpty()
                && condition.harmless.equals(found.isValueNode() ? found.asText() : found.toString());
    }
}
