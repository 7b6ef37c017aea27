package io.signalbox.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connecting.ConnectAttempt;
import io.signalbox.transport.connecting.ConnectTarget;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.io.RoundEndPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.Test;

class LegTest {
    private static final Timing TIMING = new Timing(1000, 0, 0, 0, 12);

    /** Upgrades each socket to the leg of the backend at once. */
    private record Upgrading(RelaySession session) implements ClientProtocol<EndPoint> {
        @Override
        public Connection handshake(EndPoint endPoint, Executor executor, ClientOpening<EndPoint> opening) {
            return new AbstractConnection.NonBlocking(endPoint, executor) {
                @Override
                public void onOpen() {
                    super.onOpen();
                    opening.open(
                            endPoint,
                            () -> new ClientOpening.Opened<>(
                                    endPoint, session.toBackend(endPoint, executor), endPoint::close));
                }

                @Override
                public void onFillable() {
                    endPoint.close();
                }
            };
        }

        @Override
        public String awaited() {
            return "the socket";
        }
    }

    @Test
    void short_writes_are_delayed_on_the_leg_whose_terms_say_so() throws Exception {
        ConnectingSelectors selectors = new ConnectingSelectors("legs", 1, new TransportCounters());
        selectors.start();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (boolean isDelayed : new boolean[] {true, false}) {
                assertThat(noDelay(selectors, server, !isDelayed)).isEqualTo(!isDelayed);
            }
        } finally {
            selectors.stop();
        }
    }

    private static boolean noDelay(ConnectingSelectors selectors, ServerSocket server, boolean ofBackend)
            throws IOException {
        LegTerms client = new LegTerms(1000, 1000, TIMING);
        LegTerms backend = new LegTerms(1000, 1000, Integer.MAX_VALUE, false, ofBackend, TIMING);
        RelaySessions sessions = new RelaySessions(System::nanoTime, new AssemblyBudget(1_000_000));
        RelaySession session = sessions.open(
                new RelayTerms(client, backend, 0, Optional.empty()), new RelayRoute("/x", "", "/x"), () -> {});
        ConnectTarget target = new ConnectTarget(
                "x",
                "ws://x",
                new Endpoint.Tcp("127.0.0.1", server.getLocalPort(), OptionalInt.empty(), Optional.empty()),
                30_000,
                Optional.empty(),
                0);
        ConnectAttempt<EndPoint> attempt = new ConnectAttempt<>(
                target,
                List.of(new Upgrading(session)),
                settings -> {
                    throw new IllegalStateException("no TLS");
                },
                selectors);
        attempt.begin();
        RoundEndPoint connected = RoundEndPoint.below(attempt.result().join());
        boolean noDelay = connected.getChannel().getOption(StandardSocketOptions.TCP_NODELAY);
        session.abandon();
        return noDelay;
    }
}
