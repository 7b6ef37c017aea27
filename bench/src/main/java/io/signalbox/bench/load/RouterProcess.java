package io.signalbox.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** CPU time and memory of the router process, as Linux reports them. */
final class RouterProcess {

    /** Linux reports CPU time in hundredths of a second, whatever the kernel uses internally. */
    private static final double TICKS_PER_SECOND = 100;

    private static final double NANOS_PER_SECOND = 1e9;

    private final String pid;

    /** @param pid empty if the process is not known */
    RouterProcess(String pid) {
        this.pid = pid;
    }

    boolean isKnown() {
        return !pid.isEmpty();
    }

    /** Returns user and system time; 0 if the process is not known. */
    double cpuSeconds() throws IOException {
        if (!isKnown()) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /**
     * Returns the time for which the running threads have waited for a core that another thread or process used; 0 if the process is
     * not known.
     */
    double waitSeconds() throws IOException {
        if (!isKnown()) {
            return 0;
        }
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", pid, "task"))) {
            for (Path thread : threads) {
                nanos += waitNanos(thread);
            }
        }
        return nanos / NANOS_PER_SECOND;
    }

    private static long waitNanos(Path thread) throws IOException {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[1]);
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    /** Returns the live heap after a full collection, in MiB; 0 if the process is not known. */
    long liveHeapMib() throws IOException {
        if (!isKnown()) {
            return 0;
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, pid, "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String total = "";
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                total = line.startsWith("Total") ? line : total;
            }
        }
        if (total.isEmpty()) {
            throw new IOException("no histogram of process " + pid);
        }
        return Long.parseLong(total.trim().split(" +")[2]) / (1 << 20);
    }

    /** Returns the largest resident memory so far, in MiB; 0 if the process is not known. */
    long highestRssMib() throws IOException {
        if (!isKnown()) {
            return 0;
        }
        for (String line : Files.readAllLines(Path.of("/proc", pid, "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmHWM of process " + pid);
    }
}
