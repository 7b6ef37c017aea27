package io.signalbox.bench.jmh;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

/** Permission decision on one of several URIs. Up to 2,048 decisions are cached, further ones are searched. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PermissionsBenchmark {

    @Param({"1024", "65536"})
    int uriCount;

    private StaticPermissions permissions;
    private String[] uris;
    private int next;

    @Setup
    public void setUp() {
        List<PermissionRule> rules = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rules.add(new PermissionRule("com.app" + i + ".", MatchPolicy.PREFIX, Set.of(Action.PUBLISH), Set.of()));
            rules.add(new PermissionRule("com.app" + i + "..admin", MatchPolicy.WILDCARD, Set.of(), Set.of()));
        }
        permissions = new StaticPermissions(rules);
        uris = new String[uriCount];
        for (int i = 0; i < uriCount; i++) {
            uris[i] = "com.app" + i % 25 + ".topic" + i;
        }
    }

    @Benchmark
    public Decision decide() {
        return permissions.decide(Action.PUBLISH, uris[next++ & uriCount - 1], MatchPolicy.EXACT);
    }
}
