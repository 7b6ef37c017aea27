package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.config.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the items of Crossbar.io that this node does not act upon, says so, and takes settings out of the tree. */
final class ForeignItemCheck {
    private final List<ForeignItem> items = ForeignItems.all();
    private final ProblemList problems;

    ForeignItemCheck(ProblemList problems) {
        this.problems = problems;
    }

    void check(JsonNode root) {
        check(root, JsonPlace.ROOT, new ArrayList<>());
    }

    private void check(JsonNode node, JsonPlace place, List<String> segments) {
        if (node instanceof ObjectNode object) {
            List<String> keys = new ArrayList<>();
            object.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                checkMember(object, key, place, segments);
            }
        } else if (node instanceof ArrayNode array) {
            checkItems(array, place, segments);
        }
    }

    private void checkMember(ObjectNode object, String key, JsonPlace place, List<String> segments) {
        segments.add(key);
        JsonPlace member = place.member(key);
        JsonNode value = object.get(key);
        Optional<ForeignItem> item = find(segments, value);
        if (item.isEmpty()) {
            check(value, member, segments);
        } else if (item.get().value().isEmpty()) {
            object.remove(key);
            report(item.get(), member, "'" + key + "'", value);
        } else {
            // A kind of item rather than a setting: what else it holds means nothing to this node.
            problems.settle(place);
            report(item.get(), member, "'" + value.asText() + "'", value);
        }
        segments.removeLast();
    }

    private void checkItems(ArrayNode array, JsonPlace place, List<String> segments) {
        segments.add("*");
        for (int i = 0; i < array.size(); i++) {
            Optional<ForeignItem> item = find(segments, array.get(i));
            if (item.isPresent()) {
                problems.settle(place.item(i));
                report(item.get(), place.item(i), "'" + array.get(i).asText() + "'", array.get(i));
            } else {
                check(array.get(i), place.item(i), segments);
            }
        }
        segments.removeLast();
    }

    private Optional<ForeignItem> find(List<String> segments, JsonNode value) {
        return items.stream().filter(item -> item.matches(segments, value)).findFirst();
    }

    private void report(ForeignItem item, JsonPlace place, String name, JsonNode value) {
        if (item.isHarmless(value)) {
            return;
        }
        switch (item.kind()) {
            case LATER ->
                problems.atKey(
                        place, Severity.ERROR, name + " is not supported yet (" + item.reason() + ")", item.remedy());
            case IMPOSSIBLE ->
                problems.atKey(place, Severity.ERROR, name + " does not exist here: " + item.reason(), item.remedy());
            case COSMETIC ->
                problems.atKey(place, Severity.WARNING, name + " has no effect: " + item.reason(), item.remedy());
        }
    }
}
