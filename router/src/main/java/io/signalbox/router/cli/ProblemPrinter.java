package io.signalbox.router.cli;

import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ConfigProblem.Severity;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** Printer for the errors and warnings of a configuration: one line for each, then their number. */
final class ProblemPrinter {
    private final PrintWriter out;
    private final Ansi ansi;

    ProblemPrinter(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /**
     * Prints errors and warnings.
     *
     * @param before problems of the command line
     * @param found problems of the configuration; items that are left out are not printed
     */
    void print(List<ConfigProblem> before, List<ConfigProblem> found) {
        List<ConfigProblem> problems = Stream.concat(before.stream(), found.stream())
                .filter(problem -> problem.severity() != Severity.LEFT_OUT)
                .toList();
        for (ConfigProblem problem : problems) {
            String line = problem.display();
            out.println(ansi.enabled() ? coloured(line, problem) : line);
        }
        long errors = problems.stream().filter(ConfigProblem::isError).count();
        if (!problems.isEmpty()) {
            out.println(counted(errors, "error") + ", " + counted(problems.size() - errors, "warning"));
        }
        out.flush();
    }

    private String coloured(String line, ConfigProblem problem) {
        String word = problem.severity().word() + ":";
        String marked = ansi.string("@|bold," + (problem.isError() ? "red " : "yellow ") + word + "|@");
        int at = line.indexOf(": " + word) + 2;
        return line.substring(0, at) + marked + line.substring(at + word.length());
    }

    /** Returns a number with a noun: {@code 1 error}, {@code 2 errors}. */
    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
