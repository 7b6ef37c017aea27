package io.signalbox.router.config;

import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Python code of one worker: components, web services, endpoints and authenticators. */
final class PythonCode {
    private static final int MOST_SHOWN = 8;
    private static final List<String> NAMES = List.of("classname", "create", "package", "type");

    private final List<String> found = new ArrayList<>();
    private final Set<String> remedies = new LinkedHashSet<>();
    private final JsonPlace worker;
    private final ProblemList problems;
    private boolean hasComponent;

    PythonCode(JsonPlace worker, ProblemList problems) {
        this.worker = worker;
        this.problems = problems;
    }

    /** Adds an item. Of several components, the first one has a remedy. */
    void add(ConfigItem item, ConfigItem holder, String remedy) {
        boolean isComponent = item.name().matches("\\d+");
        if (!isComponent || !hasComponent) {
            remedies.add(remedy);
        }
        hasComponent |= isComponent;
        add(item.value().isObject() ? item : holder, item);
    }

    private void add(ConfigItem named, ConfigItem item) {
        String name = NAMES.stream()
                .map(key -> named.member(key).text())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(item.name());
        String path = named.place().path().substring(worker.path().length());
        found.add((path.isEmpty() ? "" : path.substring(1) + " ")
                + Quoted.text(name)
                + " (line "
                + problems.locate(item.place()).line()
                + ")");
    }

    String text() {
        int shown = Math.min(found.size(), MOST_SHOWN);
        String more = found.size() == shown ? "" : " and " + (found.size() - shown) + " more";
        return "this node does not run Python code: " + String.join(", ", found.subList(0, shown)) + more;
    }

    String remedy() {
        return String.join("; ", remedies);
    }
}
