package io.signalbox.router.config;

import io.signalbox.router.config.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Collects the problems of one file, and of those that it names. */
final class ProblemList {
    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ProblemList> included = new ArrayList<>();
    private ConfigDocument document;

    ProblemList(String file) {
        this.file = file;
    }

    /** Counts the problems of another file, now and later, as problems of this one. */
    void include(ProblemList other) {
        included.add(other);
    }

    /** From now on places are looked up in this document. */
    void locateIn(ConfigDocument parsed) {
        document = parsed;
    }

    /** Where an item stands. */
    ConfigPlace locate(JsonPlace place) {
        SourcePosition position = document.positionOf(place);
        return new ConfigPlace(file, position.line(), position.column(), place.path());
    }

    void errorInFile(String text, String remedy) {
        add(SourcePosition.NONE, "", Severity.ERROR, text, remedy);
    }

    void errorAt(SourcePosition position, String text, String remedy) {
        add(position, "", Severity.ERROR, text, remedy);
    }

    void errorAt(SourcePosition position, JsonPlace place, String text, String remedy) {
        add(position, place.path(), Severity.ERROR, text, remedy);
    }

    void error(JsonPlace place, String text, String remedy) {
        add(document.positionOf(place), place.path(), Severity.ERROR, text, remedy);
    }

    void warning(JsonPlace place, String text, String remedy) {
        add(document.positionOf(place), place.path(), Severity.WARNING, text, remedy);
    }

    /** A problem with the key of a member rather than with its value. */
    void atKey(JsonPlace member, Severity severity, String text, String remedy) {
        add(document.keyPositionOf(member), member.path(), severity, text, remedy);
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(ConfigProblem::isError)
                || included.stream().anyMatch(ProblemList::hasErrors);
    }

    /** All problems in the order of the file, then those of included files. */
    List<ConfigProblem> sorted() {
        Stream<ConfigProblem> own = problems.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column));
        Stream<ConfigProblem> others = included.stream().flatMap(other -> other.sorted().stream());
        return Stream.concat(own, others).toList();
    }

    private void add(SourcePosition position, String path, Severity severity, String text, String remedy) {
        ConfigProblem found = new ConfigProblem(file, position.line(), position.column(), path, severity, text, remedy);
        // An alias of YAML brings one text, and its mistakes, to several paths.
        if (position.line() == 0 || problems.stream().noneMatch(found::isSameMistake)) {
            problems.add(found);
        }
    }
}
