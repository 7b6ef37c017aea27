package io.signalbox.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time of the router, as Linux tells it. */
final class RouterProcess {

    /** Linux counts in hundredths of a second towards programs, whatever the kernel uses inside. */
    private static final double TICKS_PER_SECOND = 100;

    private final String pid;

    /** @param pid empty when it is not known */
    RouterProcess(String pid) {
        this.pid = pid;
    }

    boolean isKnown() {
        return !pid.isEmpty();
    }

    /** User and system time so far; 0 when the process is not known. */
    double cpuSeconds() throws IOException {
        if (!isKnown()) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }
}
