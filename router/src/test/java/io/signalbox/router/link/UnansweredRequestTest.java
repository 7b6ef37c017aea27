package io.signalbox.router.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import io.signalbox.router.realm.ManualTimers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link to a router that owes an answer. */
class UnansweredRequestTest {
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** A link that mirrors what has subscribed at the other router, by its meta API. The session does not use the transport. */
    private static final LinkConfig CONFIG = new LinkConfig(
            "rlink1", "realm1", null, "link", List.of(), true, false, false, false, Optional.empty(), 8, 10, 1_000);

    private final ManualTimers timers = new ManualTimers();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private HostileRouter here;
    private HostileRouter other;
    private LinkSession link;

    private final LinkSession.Events events = new LinkSession.Events() {
        @Override
        public void up(LinkSession session, String remoteNode) {}

        @Override
        public void over(LinkSession session, String why) {
            end.complete(why);
        }

        @Override
        public void problem(String text) {}
    };

    private static WampClientBuilder client(HostileRouter router) {
        return WampClient.builder(router.url(), "realm1").serializers(WireFormat.JSON);
    }

    /** Has both sessions join. */
    @BeforeEach
    void begin() throws IOException {
        here = new HostileRouter();
        other = new HostileRouter();
        link = new LinkSession(CONFIG, client(here), client(other), "node1", new LinkCounters(), timers, events);
        link.open();
        other.welcome(Map.of(), Map.of());
        here.welcome(Map.of(), Map.of());
    }

    @AfterEach
    void close() throws IOException {
        link.end("the test is over");
        here.close();
        other.close();
    }

    /** Receives the four requests for the meta events. */
    private List<Subscribe> subscriptions() throws IOException {
        List<Subscribe> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(other.receive(Subscribe.class));
        }
        return requests;
    }

    private void answer(Subscribe request) throws IOException {
        other.send(new Subscribed(request.request(), request.request() + 10));
    }

    /** Waits until the link has read all messages: an invocation of no registration is answered at once. */
    private void awaitRead() throws IOException {
        other.send(new Invocation(1, 99, Map.of(), Payload.EMPTY));
        assertThat(other.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.no_such_registration");
    }

    @Test
    void a_subscription_that_is_never_answered_ends_the_link() throws Exception {
        for (Subscribe request : subscriptions().subList(0, 3)) {
            answer(request);
        }
        awaitRead();

        timers.advance(LOOK);
        timers.advance(LOOK);

        assertThat(end.get(Patience.SECONDS, TimeUnit.SECONDS))
                .isEqualTo("the other router does not answer SUBSCRIBE within 30 s");
        assertThat(timers.waiting()).isZero();
    }

    @Test
    void a_router_that_answers_one_request_after_the_other_keeps_its_link_however_long_it_takes() throws Exception {
        List<Subscribe> requests = subscriptions();
        for (Subscribe request : requests.subList(0, 3)) {
            timers.advance(LOOK);
            answer(request);
            awaitRead();
        }
        timers.advance(LOOK);
        answer(requests.getLast());
        Call list = other.receive(Call.class);
        timers.advance(LOOK);
        Payload none = new Serializers().of(WireFormat.JSON).payload(List.of(Map.of()), Map.of());
        other.send(new Result(list.request(), Map.of(), none));
        awaitRead();
        timers.advance(LOOK);
        timers.advance(LOOK);

        assertThat(end).isNotDone();
    }
}
