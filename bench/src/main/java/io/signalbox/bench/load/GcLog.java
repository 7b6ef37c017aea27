package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Log of the garbage collections of a JVM, as {@code -Xlog:gc} writes it. */
record GcLog(Path file) {
    private static final Pattern PAUSE = Pattern.compile("Pause .*->(\\d+)M\\(");

    /** Returns the largest heap after a collection, in MiB; 0 without a collection. */
    long mostLeftMib() throws IOException {
        return mostLeftMib(0);
    }

    /** Returns the number of lines so far. */
    int lines() throws IOException {
        return Files.readAllLines(file).size();
    }

    /** Returns the largest heap after a collection behind the first lines, in MiB; 0 without a collection. */
    long mostLeftMib(int firstLines) throws IOException {
        List<String> lines = Files.readAllLines(file);
        long most = 0;
        for (String line : lines.subList(Math.min(firstLines, lines.size()), lines.size())) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                most = Math.max(most, Long.parseLong(pause.group(1)));
            }
        }
        return most;
    }
}
