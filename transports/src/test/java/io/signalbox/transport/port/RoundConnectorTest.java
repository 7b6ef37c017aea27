package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

class RoundConnectorTest {
    @Test
    void accepting_that_fails_is_retried_after_a_while_and_counted_once_per_episode() throws Exception {
        Server server = new Server();
        TransportCounters counters = new TransportCounters();
        RoundConnector connector =
                new RoundConnector(server, TestHost.listener(1, 10), counters, new HttpConnectionFactory());
        server.addConnector(connector);
        server.start();
        try {
            IOException exhausted = new IOException("Too many open files");
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
