package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.RoundEndPoint;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundConnectorTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void accepted_sockets_send_small_segments_at_once_where_they_are_to(boolean tcpNoDelay) throws Exception {
        ListenerSettings test = TestHost.listener(1, 10);
        ListenerSettings settings = new ListenerSettings(
                test.id(),
                test.address(),
                test.maxConnections(),
                test.selectors(),
                test.openHandshakeTimeoutMillis(),
                test.http(),
                test.addresses(),
                new SocketSettings(10, 0, tcpNoDelay, 0));
        Server server = new Server();
        RoundConnector connector =
                new RoundConnector(server, settings, new TransportCounters(), new HttpConnectionFactory());
        server.addConnector(connector);
        server.start();
        try (Socket client = new Socket("127.0.0.1", connector.getLocalPort())) {
            assertThat(client.isConnected()).isTrue();
            await().until(() -> connector.getConnectedEndPoints().size() == 1);
            RoundEndPoint accepted =
                    (RoundEndPoint) connector.getConnectedEndPoints().iterator().next();
            assertThat(accepted.getChannel().getOption(StandardSocketOptions.TCP_NODELAY))
                    .isEqualTo(tcpNoDelay);
        } finally {
            server.stop();
        }
    }

    @Test
    void accepting_that_fails_again_and_again_is_retried_after_a_while_and_counted_once_per_episode() throws Exception {
        Server server = new Server();
        TransportCounters counters = new TransportCounters();
        RoundConnector connector =
                new RoundConnector(server, TestHost.listener(1, 10), counters, new HttpConnectionFactory());
        server.addConnector(connector);
        server.start();
        try {
            IOException exhausted = new IOException("Too many open files");
            for (int i = 0; i < 15; i++) {
                assertThat(connector.handleAcceptFailure(exhausted)).isTrue();
            }
            // An attempt that does not wait suspends nothing: an aborted connection delays no other one.
            assertThat(counters.acceptsFailed.sum()).isEqualTo(15);
            assertThat(counters.acceptSuspensions.sum()).isZero();
            long before = System.nanoTime();
            assertThat(connector.handleAcceptFailure(exhausted)).isTrue();
            assertThat(connector.handleAcceptFailure(exhausted)).isTrue();
            assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);
            assertThat(counters.acceptSuspensions.sum()).isEqualTo(1);
            connector.close();
            assertThat(connector.handleAcceptFailure(new AsynchronousCloseException()))
                    .isFalse();
        } finally {
            server.stop();
        }
    }
}
