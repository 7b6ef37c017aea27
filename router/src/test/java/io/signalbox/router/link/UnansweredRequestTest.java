package io.signalbox.router.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
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
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** A link that mirrors the procedures of this realm at the other router. The session does not use the transport. */
    private static final LinkConfig CONFIG = new LinkConfig(
            "rlink1", "realm1", null, "link", List.of(), false, false, false, true, Optional.empty(), 8, 10, 1_000);

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

    /** Has both sessions join, and tells the link that this realm has three procedures. */
    @BeforeEach
    void begin() throws IOException {
        here = new HostileRouter();
        other = new HostileRouter();
        link = new LinkSession(CONFIG, client(here), client(other), "node1", new LinkCounters(), timers, events);
        link.open();
        other.welcome(Map.of(), Map.of());
        here.welcome(Map.of(), Map.of());
        for (int i = 1; i <= 4; i++) {
            here.send(new Subscribed(here.receive(Subscribe.class).request(), i));
        }
        answer(here.receive(Call.class), Map.of("exact", List.of(11L, 12L, 13L)));
        // Three calls of wamp.registration.get, and three of list_callees.
        for (int i = 0; i < 6; i++) {
            Call call = here.receive(Call.class);
            Object id = JSON.arguments(call.payload()).getFirst();
            answer(
                    call,
                    call.procedure().endsWith(".get") ? Map.of("id", id, "uri", "com.example." + id) : List.of(1L));
        }
    }

    private void answer(Call call, Object argument) throws IOException {
        here.send(new Result(call.request(), Map.of(), JSON.payload(List.of(argument), Map.of())));
    }

    @AfterEach
    void close() throws IOException {
        link.end("the test is over");
        here.close();
        other.close();
    }

    /** Receives the requests for the three procedures. */
    private List<Register> registrations() throws IOException {
        List<Register> requests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            requests.add(other.receive(Register.class));
        }
        return requests;
    }

    /** Answers a request. Returns when the link has read the answer: an invocation of no registration is refused at once. */
    private void answer(Register request) throws IOException {
        other.send(new Registered(request.request(), request.request() + 10));
        other.send(new Invocation(request.request(), 99, Map.of(), Payload.EMPTY));
        assertThat(other.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.no_such_registration");
    }

    @Test
    void a_registration_that_is_never_answered_ends_the_link() throws Exception {
        List<Register> requests = registrations();
        answer(requests.get(0));
        answer(requests.get(2));

        timers.advance(LOOK);
        timers.advance(LOOK);

        assertThat(end.get(Patience.SECONDS, TimeUnit.SECONDS))
                .isEqualTo("the other router does not answer REGISTER within 30 s");
    }

    @Test
    void a_router_that_answers_one_request_after_the_other_keeps_its_link_however_long_it_takes() throws Exception {
        for (Register request : registrations()) {
            timers.advance(LOOK);
            answer(request);
        }
        timers.advance(LOOK);
        timers.advance(LOOK);

        assertThat(end).isNotDone();
        assertThat(link.mirrored()).containsEntry("local_registrations", 3L);
    }
}
