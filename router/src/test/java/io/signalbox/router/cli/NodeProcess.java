package io.signalbox.router.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Start of the command {@code router} as a process. */
final class NodeProcess {
    private NodeProcess() {}

    static ProcessBuilder builder(String... arguments) {
        return builder(List.of(), arguments);
    }

    /** @param options options of the JVM */
    static ProcessBuilder builder(List<String> options, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A short life is not worth compiling for.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Reads the log up to a line that matches a pattern. */
    static Matcher find(BufferedReader log, String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("the log ended without " + pattern);
    }
}
