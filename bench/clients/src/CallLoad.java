import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Load of calls by one client library. One session calls {@code bench.add} with two integers, another session of the same
 * process answers. A fixed number of calls is open at any time.
 */
final class CallLoad {
    /** Procedure that is called. */
    static final String PROCEDURE = "bench.add";

    private final Caller caller;
    private final LongAdder calls = new LongAdder();
    private final CountDownLatch ended;
    private volatile boolean isOver;
    private volatile Throwable failure;

    /** Call of {@link #PROCEDURE}. */
    interface Caller {
        CompletableFuture<Integer> add(int first, int second);
    }

    private CallLoad(Caller caller, int window) {
        this.caller = caller;
        ended = new CountDownLatch(window);
    }

    /**
     * Calls for some seconds, prints one line of JSON and ends the process.
     *
     * @param arguments the URL, the realm, the number of open calls, the seconds of the warm-up, and the measured seconds
     */
    static void run(String library, Caller caller, String[] arguments) throws InterruptedException, IOException {
        int window = Integer.parseInt(arguments[2]);
        CallLoad load = new CallLoad(caller, window);
        for (int i = 0; i < window; i++) {
            load.next(i);
        }
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Thread.sleep(TimeUnit.SECONDS.toMillis(Long.parseLong(arguments[3])));
        long beginNanos = System.nanoTime();
        long beginCpu = process.getProcessCpuTime();
        long beginCalls = load.calls.sum();
        Thread.sleep(TimeUnit.SECONDS.toMillis(Long.parseLong(arguments[4])));
        double nanos = System.nanoTime() - beginNanos;
        double cpu = process.getProcessCpuTime() - beginCpu;
        long done = load.calls.sum() - beginCalls;
        load.isOver = true;
        if (!load.ended.await(10, TimeUnit.SECONDS) || load.failure != null || done == 0) {
            System.err.println(library + ": " + done + " calls, then " + load.failure);
            System.exit(1);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"label\": \"%s|calls\", \"calls_per_second\": %.0f, \"cpu_us_per_call\": %.2f, \"rss_kib\": %d}%n",
                library,
                done / (nanos / 1e9),
                cpu / 1e3 / done,
                residentKib());
        System.exit(0);
    }

    private void next(int i) {
        caller.add(i, 1).whenComplete((sum, problem) -> {
            if (problem != null || sum != i + 1) {
                failure = problem == null ? new IllegalStateException(i + " + 1 is not " + sum) : problem;
                ended.countDown();
                return;
            }
            calls.increment();
            if (isOver) {
                ended.countDown();
            } else {
                next(i);
            }
        });
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
