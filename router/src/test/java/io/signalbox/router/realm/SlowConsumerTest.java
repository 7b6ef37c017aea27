package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.SlowConsumer.Policy;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.message.Event;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.RouterRole;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SlowConsumerTest {
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void a_session_that_is_disconnected_as_too_slow_ends_at_once() {
        ScriptedPeer slow = fixture.joins();
        slow.subscribes("a.b");
        ScriptedPeer watcher = fixture.joins();
        watcher.subscribes("signalbox.session.on_slow");

        slow.isSlow(Policy.DISCONNECT);

        assertThat(arguments(watcher.receivesEvent())).isEqualTo("[" + slow.sessionId + ",\"disconnect\"]");
        assertThat(fixture.realm().sessions().size()).isOne();
        watcher.publishes("a.b");
        slow.receivesNothing();
        slow.disconnects();
        assertThat(fixture.nodeQuota.taken()).isOne();
        assertThat(fixture.realm().counters().slowConsumers).isOne();
    }

    @Test
    void a_session_that_loses_events_stays() {
        ScriptedPeer slow = fixture.joins();
        ScriptedPeer watcher = fixture.joins();
        watcher.subscribes("signalbox.session.on_slow");

        slow.isSlow(Policy.DROP_EVENTS);

        assertThat(arguments(watcher.receivesEvent())).isEqualTo("[" + slow.sessionId + ",\"drop-events\"]");
        slow.subscribes("a.b");
        watcher.publishes("a.b");
        slow.receivesEvent();
    }

    @Test
    void a_connection_without_a_session_may_be_slow() {
        ScriptedPeer peer = fixture.connects();
        peer.isSlow(Policy.DISCONNECT);
        assertThat(fixture.realm().counters().slowConsumers).isZero();
    }

    @Test
    void a_session_is_judged_by_the_terms_of_its_role() {
        SlowConsumerOverride terms =
                new SlowConsumerOverride(OptionalLong.of(1_000), OptionalLong.empty(), Optional.of(Policy.DROP_EVENTS));
        fixture.roles.put("sensor", new RouterRole("sensor", (action, uri, match) -> Decision.ALLOWED, terms));

        assertThat(fixture.joins("sensor").connection.slowConsumer).isEqualTo(terms);
        assertThat(fixture.joins().connection.slowConsumer).isEqualTo(SlowConsumerOverride.NONE);
    }

    @Test
    void only_what_clients_publish_may_be_dropped() {
        ScriptedPeer slow = fixture.joins();
        ScriptedPeer watcher = fixture.joins();
        watcher.subscribes("signalbox.session.on_slow");
        watcher.subscribes("a.b");

        slow.isSlow(Policy.DROP_EVENTS);
        assertThat(watcher.lastFrame().isDroppable()).isFalse();
        slow.publishes("a.b");
        assertThat(watcher.lastFrame().isDroppable()).isTrue();
        assertThat(watcher.lastFrame().isShared()).isFalse();
    }

    private static String arguments(Event event) {
        return new String(
                event.payload().array(),
                event.payload().offset(),
                event.payload().length(),
                StandardCharsets.UTF_8);
    }
}
