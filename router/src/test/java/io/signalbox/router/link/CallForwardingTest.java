package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.Patience;
import io.signalbox.router.realm.ManualTimers;
import io.signalbox.router.realm.RecordedLog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that a router neither answers nor ends at their timeouts, although it announces to do so. */
class CallForwardingTest {
    private static final String PROCEDURE = "com.example.remote";

    private final ManualTimers timers = new ManualTimers();
    private final LinkCounters counters = new LinkCounters();
    private final LinkEnd source = new LinkEnd();
    private final LinkEnd target = new LinkEnd();
    private final CallForwarding calls =
            new CallForwarding(source, target, new LinkTerms("link1", Set.of(), 8, 10, 10), counters, timers);
    private HostileRouter caller;
    private HostileRouter callee;
    private WampClient sourceClient;
    private WampClient targetClient;

    @BeforeEach
    void join() throws Exception {
        source.forwardWith(calls, calls);
        target.forwardWith(calls, calls);
        caller = new HostileRouter();
        callee = new HostileRouter();
        sourceClient = join(caller, source, Map.of());
        targetClient = join(callee, target, Map.of("call_timeout", true, "call_canceling", true));
        source.registered(5, new UriPattern(MatchPolicy.EXACT, PROCEDURE), id -> {});
    }

    private static WampClient join(HostileRouter router, LinkEnd end, Map<String, Object> dealer) throws Exception {
        WampClient client = WampClient.builder(router.url(), "realm1")
                .serializers(WireFormat.JSON)
                .receiver(end)
                .build();
        var joined = client.open();
        router.welcome(Map.of(), dealer);
        WampSession session = joined.get(Patience.SECONDS, TimeUnit.SECONDS);
        end.joined(session, "other", true);
        return client;
    }

    @AfterEach
    void close() throws Exception {
        sourceClient.close();
        targetClient.close();
        caller.close();
        callee.close();
    }

    private Call forwarded(long invocation, long timeoutMillis) throws Exception {
        Map<String, Object> details = Map.of("timeout", timeoutMillis, "receive_progress", true);
        FlushBatch flushes = new FlushBatch();
        calls.invoked(new Invocation(invocation, 5, details, Payload.EMPTY), flushes);
        flushes.flush();
        return callee.receive(Call.class);
    }

    @Test
    void a_call_ends_a_grace_after_its_timeout_and_leaves_its_place() throws Exception {
        RecordedLog log = RecordedLog.of(CallForwarding.class);
        try {
            Call first = forwarded(1, 1_000);
            Call second = forwarded(2, 1_000);
            timers.advance(Duration.ofMillis(1_000 + CallWatch.GRACE_MILLIS - 1));
            assertThat(calls.pending()).isEqualTo(2);

            timers.advance(Duration.ofMillis(1));

            List<Long> canceled = List.of(
                    callee.receive(Cancel.class).request(),
                    callee.receive(Cancel.class).request());
            assertThat(canceled).containsExactlyInAnyOrder(first.request(), second.request());
            for (int i = 0; i < 2; i++) {
                assertThat(caller.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.timeout");
            }
            assertThat(calls.pending()).isZero();
            assertThat(counters.values()).containsEntry("overdueCalls", 2L);
            timers.advance(Duration.ofSeconds(10));
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("link=link1 node=other procedure=com.example.remote a call is ended");
            assertThat(log.lines().get(1)).isEqualTo("link=link1 has ended 1 more overdue calls");

            callee.send(new Result(first.request(), Map.of(), Payload.EMPTY));
            forwarded(3, 1_000);
        } finally {
            log.stop();
        }
    }

    @Test
    void progress_begins_the_timeout_anew_and_a_result_ends_the_watch() throws Exception {
        Call call = forwarded(1, 1_000);
        timers.advance(Duration.ofSeconds(4));
        callee.send(new Result(call.request(), Map.of("progress", true), Payload.EMPTY));
        assertThat(caller.receive(Yield.class).options()).containsEntry("progress", true);

        timers.advance(Duration.ofSeconds(5));
        await().until(() -> timers.waiting() == 1);
        assertThat(calls.pending()).isEqualTo(1);

        callee.send(new Result(call.request(), Map.of(), Payload.EMPTY));
        assertThat(caller.receive(Yield.class).request()).isEqualTo(1);
        await().until(() -> timers.waiting() == 0);
        assertThat(counters.values()).containsEntry("overdueCalls", 0L);
    }

    @Test
    void a_call_without_a_timeout_is_not_watched() throws Exception {
        forwarded(1, 0);
        assertThat(timers.waiting()).isZero();
    }
}
