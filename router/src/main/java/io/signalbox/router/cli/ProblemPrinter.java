package io.signalbox.router.cli;

import io.signalbox.router.document.ConfigProblem;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** Prints the problems of a configuration, one in a line, and how many there are. */
final class ProblemPrinter {
    private final PrintWriter out;
    private final Ansi ansi;

    ProblemPrinter(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /** @param before what there is to say before the configuration is read */
    void print(List<ConfigProblem> before, List<ConfigProblem> found) {
        List<ConfigProblem> problems =
                Stream.concat(before.stream(), found.stream()).toList();
        for (ConfigProblem problem : problems) {
            String line = problem.display();
            out.println(ansi.enabled() ? coloured(line, problem.isError()) : line);
        }
        long errors = problems.stream().filter(ConfigProblem::isError).count();
        if (!problems.isEmpty()) {
            out.println(counted(errors, "error") + ", " + counted(problems.size() - errors, "warning"));
        }
        out.flush();
    }

    private String coloured(String line, boolean error) {
        String word = error ? "error:" : "warning:";
        String marked = ansi.string(error ? "@|bold,red error:|@" : "@|bold,yellow warning:|@");
        int at = line.indexOf(": " + word) + 2;
        return line.substring(0, at) + marked + line.substring(at + word.length());
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
