package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import io.signalbox.router.realm.ManualTimers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router that accepts the session of a link, and leaves its questions unanswered. */
class InquiryTest {
    private final ManualTimers timers = new ManualTimers();
    private final LinkTerms terms = new LinkTerms("link1", Set.of(), 8, 10, 1_000);
    private final LinkEnd source = new LinkEnd();
    private final LinkEnd target = new LinkEnd();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private HostileRouter router;
    private WampClient client;

    @BeforeEach
    void begin() throws Exception {
        LinkCounters counters = new LinkCounters();
        CallForwarding noCalls = new CallForwarding(source, target, terms, counters, timers);
        source.forwardWith(noCalls, noCalls);
        router = new HostileRouter();
        client = WampClient.builder(router.url(), "realm1")
                .serializers(WireFormat.JSON)
                .receiver(source)
                .build();
        CompletableFuture<WampSession> joined = client.open();
        router.welcome(Map.of(), Map.of());
        source.joined(joined.get(Patience.SECONDS, TimeUnit.SECONDS), "other", true);
        Mirror mirror = new Mirror(MirrorKind.SUBSCRIPTIONS, source, target, null, terms, timers);
        new Inquiry(MirrorKind.SUBSCRIPTIONS, source, target, terms, counters, timers, mirror, key -> {}, problems::add)
                .begin();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        router.close();
    }

    @Test
    void questions_without_an_answer_are_one_problem() throws Exception {
        for (int i = 0; i < 4; i++) {
            router.receive(Subscribe.class);
        }
        timers.advance(Duration.ofSeconds(29));
        assertThat(problems).isEmpty();

        timers.advance(Duration.ofSeconds(1));

        await().until(() -> !problems.isEmpty());
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst())
                .startsWith("the router of node 'other' has no 'wamp.subscription.on_")
                .endsWith("(no answer within 30 seconds)");
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void an_item_without_an_answer_does_not_hold_the_others() throws Exception {
        for (int i = 1; i <= 4; i++) {
            router.send(new Subscribed(router.receive(Subscribe.class).request(), i));
        }
        Call list = router.receive(Call.class);
        assertThat(list.procedure()).isEqualTo("wamp.subscription.list");
        List<Long> ids = LongStream.rangeClosed(1, 65).boxed().toList();
        Payload answer = new Serializers().of(WireFormat.JSON).payload(List.of(Map.of("exact", ids)), Map.of());
        router.send(new Result(list.request(), Map.of(), answer));
        for (int i = 0; i < 64; i++) {
            assertThat(router.receive(Call.class).procedure()).isEqualTo("wamp.subscription.get");
        }

        timers.advance(Duration.ofSeconds(30));

        Call last = router.receive(Call.class);
        assertThat(last.procedure()).isEqualTo("wamp.subscription.get");
        Object id = new Serializers()
                .of(last.payload().format())
                .arguments(last.payload())
                .getFirst();
        assertThat(id).isEqualTo(65L);
        assertThat(problems)
                .singleElement()
                .asString()
                .contains("'wamp.subscription.get' for the link (no answer within 30 seconds)");
    }
}
