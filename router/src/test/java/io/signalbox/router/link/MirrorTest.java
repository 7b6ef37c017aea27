package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A mirror at a router that refuses items. */
class MirrorTest {
    private static final String CONFLICT = "wamp.error.procedure_already_exists";

    private final ManualTimers timers = new ManualTimers();
    private final LinkEnd target = new LinkEnd();
    private final Mirror mirror = new Mirror(
            MirrorKind.SUBSCRIPTIONS, target, target, null, new LinkTerms("rlink1", Set.of(), 8, 10, 1_000), timers);

    private void present(long id) {
        mirror.present(
                new SourceItem(id, "com.example.topic" + id, MatchPolicy.EXACT, InvokePolicy.SINGLE, List.of("node")));
    }

    private static void refuse(HostileRouter router, Subscribe request, String error) throws Exception {
        router.send(new ErrorMessage(MessageType.SUBSCRIBE, request.request(), Map.of(), error, Payload.EMPTY));
    }

    @Test
    void refused_items_are_requested_again_a_few_at_a_time_unless_the_name_or_the_permission_is_refused()
            throws Exception {
        try (HostileRouter router = new HostileRouter();
                WampClient client = WampClient.builder(router.url(), "realm1")
                        .serializers(WireFormat.JSON)
                        .receiver(target)
                        .build()) {
            CompletableFuture<WampSession> joined = client.open();
            router.welcome(Map.of(), Map.of());
            target.joined(joined.get(Patience.SECONDS, TimeUnit.SECONDS), "other", true);
            List<String> last = List.of("wamp.error.not_authorized", "wamp.error.invalid_uri");
            for (int id = 0; id < 100; id++) {
                present(id);
                refuse(router, router.receive(Subscribe.class), id < last.size() ? last.get(id) : CONFLICT);
            }
            await().until(() -> mirror.refused().size() == 100);

            timers.advance(Duration.ofSeconds(30));
            Subscribe first = router.receive(Subscribe.class);
            assertThat(first.topic()).isNotIn("com.example.topic0", "com.example.topic1");
            for (int i = 1; i < 64; i++) {
                assertThat(router.receive(Subscribe.class).topic()).isNotIn("com.example.topic0", "com.example.topic1");
            }
            assertThat(mirror.refused()).hasSize(36);
            present(100);
            assertThat(router.receive(Subscribe.class).topic()).isEqualTo("com.example.topic100");

            router.send(new Subscribed(first.request(), 5));
            assertThat(router.receive(Subscribe.class).topic())
                    .as("the next one after an answer")
                    .isNotIn("com.example.topic0", "com.example.topic1");
        }
    }
}
