package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.config.ForeignItems.ForeignItem;
import io.signalbox.router.document.Quoted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the items of Crossbar.io that this node does not act upon, reports them, and takes them out of the tree. */
final class ForeignItemCheck {
    /** A refused type refuses its item, and nothing else in the item is a mistake then. */
    private static final Comparator<ConfigItem> TYPE_FIRST =
            Comparator.comparing((ConfigItem member) -> !member.name().equals("type"));

    /** The items by the last segment of their paths. */
    private final Map<String, List<ForeignItem>> items =
            ForeignItems.all().stream().collect(Collectors.groupingBy(ForeignItem::lastSegment));

    void check(ConfigItem root) {
        check(root, new ArrayList<>());
    }

    private void check(ConfigItem item, List<String> segments) {
        for (ConfigItem member : item.members().stream().sorted(TYPE_FIRST).toList()) {
            segments.add(member.name());
            Optional<ForeignItem> found = find(segments, member.value());
            if (found.isEmpty()) {
                check(member, segments);
                if (member.name().equals("options")
                        && member.value().isObject()
                        && member.members().isEmpty()) {
                    // Not every item that has options there has options here.
                    member.remove();
                }
            } else if (found.get().isHarmless(member.value())) {
                member.remove();
            } else if (found.get().value().isEmpty()) {
                report(found.get(), member, Quoted.text(member.name()));
                if (member.isPresent()) {
                    member.remove();
                }
            } else {
                report(found.get(), member, Quoted.value(member.value()));
                item.dismiss();
            }
            segments.removeLast();
            if (!item.isPresent()) {
                return;
            }
        }
        segments.add("*");
        checkElements(item, segments);
        segments.removeLast();
    }

    private void checkElements(ConfigItem item, List<String> segments) {
        List<ConfigItem> elements = item.elements();
        if (!elements.isEmpty()
                && elements.stream()
                        .allMatch(element -> find(segments, element.value()).isPresent())) {
            item.refuse("none of these formats is spoken here", "add json, msgpack or cbor");
        }
        for (ConfigItem element : item.elements()) {
            Optional<ForeignItem> found = find(segments, element.value());
            if (found.isPresent()) {
                report(found.get(), element, Quoted.value(element.value()));
                element.dismiss();
            } else {
                check(element, segments);
            }
        }
    }

    private Optional<ForeignItem> find(List<String> segments, JsonNode value) {
        return find(segments.getLast(), segments, value).or(() -> find("*", segments, value));
    }

    private Optional<ForeignItem> find(String last, List<String> segments, JsonNode value) {
        for (ForeignItem item : items.getOrDefault(last, List.of())) {
            if (item.matches(segments, value)) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }

    private static void report(ForeignItem foreign, ConfigItem item, String name) {
        switch (foreign.kind()) {
            case LATER -> item.refuseKey(name + " is not supported yet (" + foreign.reason() + ")", foreign.remedy());
            case IMPOSSIBLE -> item.refuseKey(name + " does not exist here: " + foreign.reason(), foreign.remedy());
            case COSMETIC -> item.warnAtKey(name + " has no effect: " + foreign.reason(), foreign.remedy());
        }
    }
}
