package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.PathCharset;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.document.UnbracedVariables;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Item of a configuration with its place in the file. A refused item keeps its key and loses its value: no later check
 * sees the value, and no later check reports the item as missing. Not thread-safe.
 */
public final class ConfigItem {
    private final ProblemList problems;
    private final ConfigItem parent;
    private final ArrayNode root;
    private final String key;
    private final int index;

    /** Null until the first use, because only items with a problem need the place. */
    private JsonPlace place;

    private ConfigItem(ConfigItem parent, String key, int index) {
        this.problems = parent.problems;
        this.root = parent.root;
        this.parent = parent;
        this.key = key;
        this.index = index;
    }

    private ConfigItem(ArrayNode root, ProblemList problems) {
        this.problems = problems;
        this.root = root;
        this.parent = null;
        this.key = null;
        this.index = 0;
        this.place = JsonPlace.ROOT;
    }

    /** Returns the outermost item of a document. */
    public static ConfigItem root(JsonNode root, ProblemList problems) {
        return new ConfigItem(ConfigDocument.NODES.arrayNode().add(root), problems);
    }

    /** Returns the value; a missing node if the item is absent or refused. */
    public JsonNode value() {
        return key == null ? around().path(index) : around().path(key);
    }

    private JsonNode around() {
        return parent == null ? root : parent.value();
    }

    public JsonPlace place() {
        if (place == null) {
            place = key == null ? parent.place().item(index) : parent.place().member(key);
        }
        return place;
    }

    /** Returns the key or index of the item in its parent. */
    public String name() {
        return key == null ? Integer.toString(index) : key;
    }

    /** Returns the text of the item; empty for an item that is not a string. */
    public String text() {
        JsonNode value = value();
        return value.isTextual() ? value.textValue() : "";
    }

    /** Returns the path that the item names; empty for an item that is not a string. Refuses a text that is not a path. */
    public Optional<Path> path(Path directory) {
        if (!value().isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(directory.resolve(text()).normalize());
        } catch (InvalidPathException e) {
            PathCharset.Mistake mistake = PathCharset.ofLocale().mistake(e);
            refuse(Quoted.text(text()) + " is not a path on this machine: " + mistake.reason(), mistake.remedy());
            return Optional.empty();
        }
    }

    /** Returns whether the file has the item and no check has refused the item. */
    public boolean isPresent() {
        return !value().isMissingNode();
    }

    /** Returns whether the file does not have the item or its parent. False for a refused item. */
    public boolean isAbsent() {
        return parent != null && (parent.isAbsent() || parent.value() instanceof ObjectNode object && !object.has(key));
    }

    /** Returns whether a check has refused the item or its parent. */
    public boolean isRefused() {
        return !isPresent() && !isAbsent();
    }

    /** Returns whether the item is present and no check has refused anything beneath it. */
    public boolean isWhole() {
        List<ConfigItem> children = children();
        return isPresent()
                && children.size() == value().size()
                && children.stream().allMatch(ConfigItem::isWhole);
    }

    /** Returns whether the item is absent or has no entries. */
    public boolean isEmpty() {
        return isAbsent() || value().isContainerNode() && value().isEmpty();
    }

    public ConfigItem member(String name) {
        return new ConfigItem(this, name, 0);
    }

    /** Returns the members of an object that are not refused. */
    public List<ConfigItem> members() {
        List<ConfigItem> members = new ArrayList<>();
        if (value() instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                if (!entry.getValue().isMissingNode()) {
                    members.add(member(entry.getKey()));
                }
            });
        }
        return members;
    }

    /** Returns the elements of an array that are not refused. */
    public List<ConfigItem> elements() {
        List<ConfigItem> elements = new ArrayList<>();
        if (value() instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (!array.get(i).isMissingNode()) {
                    elements.add(new ConfigItem(this, null, i));
                }
            }
        }
        return elements;
    }

    /** Returns the members or elements. */
    public List<ConfigItem> children() {
        return value().isObject() ? members() : elements();
    }

    /** Refuses an object that has only one of two members. */
    public void checkBoth(String first, String second) {
        if (isPresent() && member(first).isAbsent() != member(second).isAbsent()) {
            refuse(
                    "'" + first + "' and '" + second + "' belong together",
                    "add the one that is missing, or remove the other");
        }
    }

    /** Replaces the value. */
    public void set(JsonNode value) {
        if (key == null) {
            ((ArrayNode) around()).set(index, value);
        } else if (around() instanceof ObjectNode object) {
            object.set(key, value);
        }
    }

    /** Removes a member from its object, as if the file did not have the member. */
    public void remove() {
        ((ObjectNode) around()).remove(key);
    }

    /** Removes a member from its object, or dismisses an element of an array, whose indexes have to stay. */
    public void leaveOut() {
        if (key == null) {
            dismiss();
        } else {
            remove();
        }
    }

    /** Returns the item that is the given number of levels above. */
    public ConfigItem ancestor(int levels) {
        return levels == 0 ? this : parent.ancestor(levels - 1);
    }

    /** Refuses the item without a message, after a message about the cause. */
    public void dismiss() {
        set(MissingNode.getInstance());
    }

    /** Refuses the item because of its value. */
    public void refuse(String text, String remedy) {
        problems.error(place(), text, remedyFor(text()).orElse(remedy));
        dismiss();
    }

    /** Refuses the item because of its value, which no message shows. */
    public void refuseSecret(String text, String remedy) {
        problems.error(place(), text, remedy);
        dismiss();
    }

    /** Returns the remedy for a text with a variable without braces. */
    private static Optional<String> remedyFor(String text) {
        return UnbracedVariables.withBraces(text)
                .map(meant -> "write " + Quoted.text(meant) + ": only a variable with braces is replaced");
    }

    /** Refuses the item because of its key. */
    public void refuseKey(String text, String remedy) {
        problems.atKey(place(), Severity.ERROR, text, remedy);
        dismiss();
    }

    /** Refuses the item because this node does not support its key. */
    public void refuseUnsupported(String text, String remedy) {
        problems.atKey(place(), Severity.UNSUPPORTED, text, remedy);
        dismiss();
    }

    /** Reports an error of the item without refusing the item. */
    public void error(String text, String remedy) {
        problems.error(place(), text, remedy);
    }

    public void warn(String text, String remedy) {
        problems.warning(place(), text, remedy);
    }

    public void warnAtKey(String text, String remedy) {
        problems.atKey(place(), Severity.WARNING, text, remedy);
    }
}
