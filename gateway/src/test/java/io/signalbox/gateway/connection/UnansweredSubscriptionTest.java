package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WAMP router that does not answer a subscription, or answers late. */
class UnansweredSubscriptionTest {
    private static final String MANAGEMENT = ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}";

    @TempDir
    private Path directory;

    private static JsonNode subscription(ConnectionScene scene) {
        return scene.session()
                .call("signalbox.connection.get", "peer")
                .args()
                .path(0)
                .path("status")
                .path("subscriptions")
                .path(0);
    }

    @Test
    void a_subscription_without_an_answer_is_reported_and_requested_again() throws Exception {
        try (WebSocketServer router = new WebSocketServer();
                ConnectionScene scene = ConnectionScene.startManaged(
                        directory,
                        MANAGEMENT,
                        ConnectionScene.item(
                                "peer",
                                router.url(),
                                ", \"remote\": \"wamp\", \"remote_realm\": \"realm1\", \"connect_timeout\": 1000",
                                ", \"subscriptions\": [{\"topic\": \"remote.news\", \"to\": \"app.news\"}]"));
                RawPeer peer = router.request().welcome("Sec-WebSocket-Protocol: wamp.2.json")) {
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            scene.session().subscribe("app.news", event -> events.add(event.arg(0, String.class)));
            assertThat(peer.read().text()).startsWith("[1,\"realm1\",");
            peer.sendText("[2,7,{\"roles\":{\"broker\":{},\"dealer\":{}}}]");
            assertThat(peer.read().text()).isEqualTo("[32,1,{},\"remote.news\"]");
            assertThat(peer.read().text()).isEqualTo("[32,2,{},\"remote.news\"]");
            assertThat(subscription(scene).path("error").asText())
                    .isEqualTo("the router does not answer within 1000 ms");

            peer.sendText("[33,1,5]");
            peer.sendText("[33,2,5]");
            Patience.await().until(() -> subscription(scene).path("active").asBoolean());
            assertThat(subscription(scene).path("error").isNull()).isTrue();
            peer.sendText("[36,5,1,{},[\"late\"]]");
            assertThat(events.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("late");
        }
    }
}
