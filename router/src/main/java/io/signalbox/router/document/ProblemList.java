package io.signalbox.router.document;

import io.signalbox.router.document.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Collector for the problems of a file and of the files that the file names. Not thread-safe. */
public final class ProblemList {
    private final String file;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final List<ProblemList> included = new ArrayList<>();
    private ConfigDocument document;

    /** @param file the file as the user named it */
    public ProblemList(String file) {
        this.file = file;
    }

    /** Adds the present and future problems of another file. */
    public void include(ProblemList other) {
        included.add(other);
    }

    /** Sets the document that has the positions of items. */
    public void locateIn(ConfigDocument parsed) {
        document = parsed;
    }

    /** Returns the place of an item in the file. */
    public ConfigPlace locate(JsonPlace place) {
        SourcePosition position = document.positionOf(place);
        return new ConfigPlace(file, position.line(), position.column(), place.path());
    }

    /** Reports an error of the whole file. */
    public void errorInFile(String text, String remedy) {
        add(SourcePosition.NONE, "", Severity.ERROR, text, remedy);
    }

    /** Reports a warning of the whole file. */
    public void warningInFile(String text, String remedy) {
        add(SourcePosition.NONE, "", Severity.WARNING, text, remedy);
    }

    void errorAt(SourcePosition position, String text, String remedy) {
        add(position, "", Severity.ERROR, text, remedy);
    }

    void errorAt(SourcePosition position, JsonPlace place, String text, String remedy) {
        add(position, place.path(), Severity.ERROR, text, remedy);
    }

    /** Reports an error of an item. */
    public void error(JsonPlace place, String text, String remedy) {
        add(document.positionOf(place), place.path(), Severity.ERROR, text, remedy);
    }

    /** Reports that the node does not support an item. */
    public void unsupported(JsonPlace place, String text, String remedy) {
        add(document.positionOf(place), place.path(), Severity.UNSUPPORTED, text, remedy);
    }

    /** Reports that the node leaves out an item. */
    public void leftOut(JsonPlace place, String text, String remedy) {
        add(document.keyPositionOf(place), place.path(), Severity.LEFT_OUT, text, remedy);
    }

    /** Reports a warning for an item. */
    public void warning(JsonPlace place, String text, String remedy) {
        add(document.positionOf(place), place.path(), Severity.WARNING, text, remedy);
    }

    /** Reports a problem at the key of a member. */
    public void atKey(JsonPlace member, Severity severity, String text, String remedy) {
        add(document.keyPositionOf(member), member.path(), severity, text, remedy);
    }

    /** Returns whether any problem is an error. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(ConfigProblem::isError)
                || included.stream().anyMatch(ProblemList::hasErrors);
    }

    /** Returns the problems in the order of the file, then the problems of the included files. */
    public List<ConfigProblem> sorted() {
        Stream<ConfigProblem> own = problems.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line).thenComparingInt(ConfigProblem::column));
        Stream<ConfigProblem> others = included.stream().flatMap(other -> other.sorted().stream());
        return Stream.concat(own, others).toList();
    }

    private void add(SourcePosition position, String path, Severity severity, String text, String remedy) {
        ConfigProblem found = new ConfigProblem(file, position.line(), position.column(), path, severity, text, remedy);
        // A YAML alias repeats the mistakes of one text at several paths.
        if (position.line() == 0 || problems.stream().noneMatch(found::isSameMistake)) {
            problems.add(found);
        }
    }
}
