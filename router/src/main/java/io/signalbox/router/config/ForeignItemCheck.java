package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.config.ForeignItem.Extent;
import io.signalbox.router.config.ForeignItem.Kind;
import io.signalbox.router.config.worker.PythonComponent;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Check for items of Crossbar.io that this node does not act upon: reports each item and removes it from the tree. */
final class ForeignItemCheck {
    /** A refused type refuses its object. The other members are not reported then. */
    private static final Comparator<ConfigItem> TYPE_FIRST =
            Comparator.comparing((ConfigItem member) -> !member.name().equals("type"));

    /** Number of path segments of a worker and of a transport. */
    private static final int WORKER_DEPTH = 2;

    private static final int TRANSPORT_DEPTH = 4;
    private static final int COMPONENT_DEPTH = 4;

    private static final String PATHS = "paths";

    /** By the last segment of the path. */
    private static final Map<String, List<ForeignItem>> ITEMS = ForeignItems.all().stream()
            .collect(Collectors.groupingBy(item -> item.path().getLast()));

    private final Map<JsonPlace, PythonCode> python = new LinkedHashMap<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<String> segments = new ArrayList<>();
    private final Unsupported unsupported;
    private final ProblemList problems;
    private Predicate<ForeignItem> considered;

    /** Setting for Python code. */
    private record Setting(ConfigItem item, String text, ConfigItem worker) {}

    ForeignItemCheck(Unsupported unsupported, ProblemList problems) {
        this.unsupported = unsupported;
        this.problems = problems;
    }

    void check(ConfigItem root) {
        boolean hadTransports = hasTransports(root);
        // Items with an effect beyond their key come first: no other item of an object that is refused or left out is
        // reported.
        considered = ForeignItem::concernsMoreThanKey;
        checkMembers(root);
        considered = item -> true;
        checkMembers(root);
        reportPython();
        if (hadTransports && unsupported == Unsupported.LEFT_OUT && !hasTransports(root)) {
            problems.errorInFile(
                    "this node supports none of the transports, so no client could connect",
                    "replace the unsupported items of a transport");
        }
    }

    private static boolean hasTransports(ConfigItem root) {
        return root.member("workers").elements().stream()
                .anyMatch(worker -> !worker.member("transports").elements().isEmpty());
    }

    private void checkMembers(ConfigItem item) {
        for (ConfigItem member : item.members().stream().sorted(TYPE_FIRST).toList()) {
            segments.add(member.name());
            checkMember(member, item);
            segments.removeLast();
            if (!item.isPresent()) {
                return;
            }
        }
        segments.add("*");
        checkElements(item);
        segments.removeLast();
    }

    private void checkMember(ConfigItem member, ConfigItem holder) {
        Optional<ForeignItem> found = find(member.value(), holder);
        if (found.isPresent()) {
            report(found.get(), member, holder);
            return;
        }
        boolean hadMembers = !member.members().isEmpty();
        checkMembers(member);
        if (member.name().equals("options") && hadMembers && member.members().isEmpty()) {
            // The schema has no options for some items that have options in Crossbar.io.
            member.remove();
        }
    }

    private void checkElements(ConfigItem item) {
        List<ConfigItem> elements = item.elements();
        if (item.name().equals("serializers")
                && !elements.isEmpty()
                && elements.stream()
                        .allMatch(element -> find(element.value(), item).isPresent())) {
            reportSerializers(item);
        }
        for (ConfigItem element : item.elements()) {
            Optional<ForeignItem> found = find(element.value(), item);
            if (found.isPresent()) {
                report(found.get(), element, item);
            } else if (segments.size() == WORKER_DEPTH) {
                checkWorker(element);
            } else {
                checkMembers(element);
            }
        }
    }

    /** Checks a worker: the type of the worker is the segment in the place of its index. */
    private void checkWorker(ConfigItem worker) {
        segments.set(WORKER_DEPTH - 1, worker.member("type").text());
        checkMembers(worker);
        segments.set(WORKER_DEPTH - 1, "*");
    }

    /** Reports a transport without a supported serializer. */
    private void reportSerializers(ConfigItem serializers) {
        String text = "this node speaks none of these formats";
        String remedy = "add json, msgpack or cbor";
        if (unsupported == Unsupported.REFUSED) {
            problems.unsupported(serializers.place(), text, remedy);
            serializers.dismiss();
        } else {
            // The holder of a connecting transport is a component or a link.
            boolean isConnecting = segments.get(segments.size() - 2).equals("transport");
            ConfigItem target = serializers.ancestor(isConnecting ? 2 : segments.size() - 1 - TRANSPORT_DEPTH);
            problems.leftOut(target.place(), "no supported format in 'serializers'", remedy);
            target.leaveOut();
        }
    }

    /** Returns whether the place is that of an element of {@code components}. */
    private boolean isComponent() {
        return segments.size() == COMPONENT_DEPTH
                && segments.get(WORKER_DEPTH).equals("components")
                && segments.getLast().equals("*");
    }

    /** Returns whether the place is that of the type of an element of {@code components}. */
    private boolean isTypeOfComponent() {
        return segments.size() == COMPONENT_DEPTH + 1
                && segments.get(WORKER_DEPTH).equals("components")
                && segments.getLast().equals("type");
    }

    private Optional<ForeignItem> find(JsonNode value, ConfigItem holder) {
        String type = holder.member("type").text();
        return find("*", value, type).or(() -> find(segments.getLast(), value, type));
    }

    private Optional<ForeignItem> find(String last, JsonNode value, String holderType) {
        List<String> place = withoutNesting();
        for (ForeignItem item : ITEMS.getOrDefault(last, List.of())) {
            if (considered.test(item)
                    && item.matches(place, value, holderType)
                    && (!isComponent() || PythonComponent.is(value))) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }

    /** Returns the segments as if each service of nested paths were a service of the transport. */
    private List<String> withoutNesting() {
        int first = segments.size() > TRANSPORT_DEPTH
                        && segments.get(TRANSPORT_DEPTH).equals("web")
                ? TRANSPORT_DEPTH + 1
                : TRANSPORT_DEPTH;
        int last = first;
        while (last + 3 < segments.size()
                && segments.get(last).equals(PATHS)
                && segments.get(last + 2).equals(PATHS)) {
            last += 2;
        }
        if (last == first) {
            return segments;
        }
        List<String> place = new ArrayList<>(segments.subList(0, first));
        place.addAll(segments.subList(last, segments.size()));
        return place;
    }

    private void report(ForeignItem foreign, ConfigItem item, ConfigItem holder) {
        boolean isKey = !foreign.isType() && !segments.getLast().equals("*");
        String name = isKey ? Quoted.text(item.name()) : Quoted.value(item.value());
        if (foreign.isHarmless(item.value())) {
            item.remove();
        } else if (foreign.kind() == Kind.COSMETIC) {
            item.warnAtKey(foreign.text(name), foreign.remedy());
            (item.name().equals("type") ? holder : item).leaveOut();
        } else if (foreign.kind() == Kind.PYTHON_SETTING) {
            settings.add(new Setting(item, foreign.text(name), worker(item)));
            item.leaveOut();
        } else if (unsupported == Unsupported.REFUSED) {
            refuse(foreign, item, holder, name);
        } else {
            leaveOut(foreign, item, holder, name);
        }
    }

    private void refuse(ForeignItem foreign, ConfigItem item, ConfigItem holder, String name) {
        if (foreign.kind() == Kind.PYTHON) {
            add(
                    python.computeIfAbsent(worker(item).place(), worker -> new PythonCode(worker, problems)),
                    foreign,
                    item,
                    holder);
            item.dismiss();
        } else {
            item.refuseUnsupported(foreign.text(name), foreign.remedy());
        }
        if (foreign.isType() || foreign.effect().extent() == Extent.HOLDER) {
            holder.dismiss();
        } else if (!foreign.effect().insteadOf().isEmpty()) {
            holder.member(foreign.effect().insteadOf()).dismiss();
        }
    }

    private void leaveOut(ForeignItem foreign, ConfigItem item, ConfigItem holder, String name) {
        ConfigItem target =
                switch (foreign.effect().extent()) {
                    case KEY, RIGHTS -> item;
                    case HOLDER -> holder;
                    case TRANSPORT -> item.ancestor(segments.size() - TRANSPORT_DEPTH);
                };
        int line = problems.locate(item.place()).line();
        boolean isElsewhere = line != problems.locate(target.place()).line();
        String reason = foreign.text(isElsewhere ? name + " (line " + line + ")" : name);
        String remedy = foreign.remedy();
        if (foreign.kind() == Kind.PYTHON) {
            PythonCode code = new PythonCode(worker(item).place(), problems);
            add(code, foreign, item, holder);
            python.putIfAbsent(worker(item).place(), code);
            reason = code.text();
            remedy = code.remedy();
        }
        if (foreign.effect().extent() == Extent.RIGHTS) {
            holder.member("allow").set(ConfigDocument.NODES.objectNode());
            problems.leftOut(target.place(), reason + ", so the rule allows nothing", remedy);
        } else {
            problems.leftOut(target.place(), reason, remedy);
        }
        target.leaveOut();
        leaveOutHolderWithoutPath(target);
    }

    private void add(PythonCode code, ForeignItem foreign, ConfigItem item, ConfigItem holder) {
        ConfigItem component = isComponent() ? item : holder;
        Optional<String> guest = isComponent() || isTypeOfComponent()
                ? PythonComponent.guest(component.value(), worker(item).value())
                : Optional.empty();
        if (guest.isPresent()) {
            code.addComponent(item, component, guest.get());
        } else {
            code.add(item, holder, foreign.remedy());
        }
    }

    private void leaveOutHolderWithoutPath(ConfigItem path) {
        if (segments.size() <= TRANSPORT_DEPTH + 1
                || !segments.get(TRANSPORT_DEPTH).equals(PATHS)) {
            return;
        }
        ConfigItem paths = path.ancestor(1);
        if (paths.name().equals(PATHS) && paths.members().isEmpty()) {
            ConfigItem holder = paths.ancestor(1);
            boolean isNested = holder.ancestor(1).name().equals(PATHS);
            String what = isNested ? "service" : "transport";
            problems.leftOut(holder.place(), "no path of the " + what + " is left", "replace a service");
            holder.leaveOut();
            if (isNested) {
                leaveOutHolderWithoutPath(holder);
            }
        }
    }

    private ConfigItem worker(ConfigItem item) {
        return item.ancestor(segments.size() - WORKER_DEPTH);
    }

    private void reportPython() {
        if (unsupported == Unsupported.REFUSED) {
            python.forEach((worker, code) -> problems.unsupported(worker, code.text(), code.remedy()));
        }
        settings.stream()
                .filter(setting -> setting.worker.isPresent() && !python.containsKey(setting.worker.place()))
                .forEach(setting -> setting.item.warnAtKey(setting.text, "remove it"));
    }
}
