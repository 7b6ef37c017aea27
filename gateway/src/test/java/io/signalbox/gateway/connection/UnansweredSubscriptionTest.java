package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WAMP router that does not answer a subscription, or answers late. */
class UnansweredSubscriptionTest {
    private static final String MANAGEMENT = ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}";

    private static final Pattern SUBSCRIBE = Pattern.compile("\\[32,(\\d+),");

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

    /** Waits for a connection on which the node says HELLO. The node gives up an attempt that is accepted too late. */
    private static RawPeer joined(WebSocketServer router) throws IOException {
        while (true) {
            RawPeer peer = router.request().welcome("Sec-WebSocket-Protocol: wamp.2.json");
            try {
                assertThat(peer.read().text()).startsWith("[1,\"realm1\",");
                return peer;
            } catch (EOFException | SocketException abandoned) {
                peer.close();
            }
        }
    }

    /** Accepts each further SUBSCRIBE, until the connection ends. */
    private static void answerAll(RawPeer peer) {
        try {
            while (true) {
                Matcher subscribe = SUBSCRIBE.matcher(peer.read().text());
                if (subscribe.lookingAt()) {
                    peer.sendText("[33," + subscribe.group(1) + ",5]");
                }
            }
        } catch (IOException ended) {
            // The test is over.
        }
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
                RawPeer peer = joined(router)) {
            BlockingQueue<String> events = new LinkedBlockingQueue<>();
            scene.session().subscribe("app.news", event -> events.add(event.arg(0, String.class)));
            peer.sendText("[2,7,{\"roles\":{\"broker\":{},\"dealer\":{}}}]");
            assertThat(peer.read().text()).isEqualTo("[32,1,{},\"remote.news\"]");
            assertThat(peer.read().text()).isEqualTo("[32,2,{},\"remote.news\"]");
            assertThat(subscription(scene).path("error").asText())
                    .isEqualTo(
                            "the router does not answer SUBSCRIBE (first limit 1000 ms, doubled with each repetition)");

            peer.sendText("[33,1,5]");
            peer.sendText("[33,2,5]");
            // The node may have given the second request up meanwhile.
            Thread.ofVirtual().start(() -> answerAll(peer));
            Patience.await().until(() -> subscription(scene).path("active").asBoolean());
            assertThat(subscription(scene).path("error").isNull()).isTrue();
            peer.sendText("[36,5,1,{},[\"late\"]]");
            assertThat(events.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("late");
        }
    }
}
