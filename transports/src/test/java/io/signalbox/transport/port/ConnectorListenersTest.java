package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ConnectionStatistics;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What listens to a connector, such as a limit of connections or statistics, sees WebSockets as it sees HTTP. */
class ConnectorListenersTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listeners_are_told_once_that_a_websocket_opens_and_that_it_closes(boolean secure) throws Exception {
        ConnectionStatistics statistics = new ConnectionStatistics();
        statistics.start();
        RecordingAcceptor acceptor = new RecordingAcceptor();
        acceptor.echo();
        try (ConnectorHost host = secure
                ? ConnectorHost.overTls(ConnectorHost.Keys.makeIn(directory), TestHost.settings(), acceptor)
                : ConnectorHost.over(TestHost.settings(), acceptor, new HttpConnectionFactory())) {
            host.listen(statistics);
            host.listen(new Recorder());
            try (RawPeer peer = RawPeer.open(host.socket(), "wamp.2.json")) {
                peer.sendText("[16,1,{},\"a.b\"]");
                assertThat(peer.read().text()).startsWith("[50,1,");
                await().until(() -> seen.contains("opened EndPointConnection"));
                assertThat(seen).doesNotContain("closed EndPointConnection");
                acceptor.only().connection().close(CloseReason.NORMAL);
                peer.send(RawPeer.CLOSE, true, peer.readClose().payload());
                assertThat(peer.atEnd()).isTrue();
            }
            await().until(() -> seen.contains("closed EndPointConnection"));
            assertThat(seen).doesNotHaveDuplicates();
            await().until(() -> statistics.getConnections() == 0);
            assertThat(statistics.getConnectionsTotal()).isEqualTo(secure ? 3 : 2);
        }
    }

    private final class Recorder implements Connection.Listener {
        @Override
        public void onOpened(Connection connection) {
            seen.add("opened " + connection.getClass().getSimpleName());
        }

        @Override
        public void onClosed(Connection connection) {
            seen.add("closed " + connection.getClass().getSimpleName());
        }
    }
}
