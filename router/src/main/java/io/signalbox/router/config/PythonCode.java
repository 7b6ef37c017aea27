package io.signalbox.router.config;

import io.signalbox.router.config.worker.PythonComponent;
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

    /** Guests in place of the components. */
    private final List<String> guests = new ArrayList<>();

    /** Number of the remedies in front of the guests. */
    private int remediesBefore;

    private final JsonPlace worker;
    private final ProblemList problems;
    private boolean hasClass;

    PythonCode(JsonPlace worker, ProblemList problems) {
        this.worker = worker;
        this.problems = problems;
    }

    /** Adds an item with its remedy. */
    void add(ConfigItem item, ConfigItem holder, String remedy) {
        remedies.add(remedy);
        add(item.value().isObject() ? item : holder, item);
    }

    /** Adds a component and the guest that runs the same code. */
    void addComponent(ConfigItem item, ConfigItem component, String guest) {
        if (guests.isEmpty()) {
            remediesBefore = remedies.size();
        }
        guests.add(guest);
        hasClass |= component.member("type").text().equals("class");
        add(component, item);
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
        List<String> all = new ArrayList<>(remedies);
        if (!guests.isEmpty()) {
            all.add(remediesBefore, guests());
        }
        return String.join("; ", all);
    }

    private String guests() {
        int shown = Math.min(guests.size(), MOST_SHOWN);
        return (guests.size() == 1
                        ? "add this worker, which runs the component with autobahn: "
                        : "add these workers, which run the components with autobahn: ")
                + String.join(", ", guests.subList(0, shown))
                + (guests.size() == shown ? "" : ", and one such worker for each further component")
                + (hasClass ? PythonComponent.IN_JAVA : "");
    }
}
