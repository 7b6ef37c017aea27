package io.signalbox.bench.jmh;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.match.PatternIndex;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Search of one URI among many patterns, a third each exact, prefix and wildcard. Each URI matches one of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MatchBenchmark {

    /** A power of two, so that the index wraps around with a mask. */
    private static final int URIS = 1 << 12;

    @Param({"9", "999", "99999"})
    int patterns;

    private final PatternIndex<Integer> index = new PatternIndex<>();
    private final String[] uris = new String[URIS];
    private int next;

    @Setup
    public void setUp() {
        for (int i = 0; i < patterns; i++) {
            String base = base(i);
            switch (i % 3) {
                case 0 -> index.put(MatchPolicy.EXACT, base + ".x.y", i);
                case 1 -> index.put(MatchPolicy.PREFIX, base, i);
                default -> index.put(MatchPolicy.WILDCARD, base + "..y", i);
            }
        }
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < URIS; i++) {
            uris[i] = base(random.nextInt(patterns)) + ".x.y";
        }
    }

    @Benchmark
    public void forEachMatch(Blackhole hole) {
        index.forEachMatch(uris[next++ & URIS - 1], hole::consume);
    }

    @Benchmark
    public Integer best() {
        return index.best(uris[next++ & URIS - 1], value -> true);
    }

    private static String base(int i) {
        return "com.bench." + "epw".charAt(i % 3) + "." + String.format("%06d", i);
    }
}
