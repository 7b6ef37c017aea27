package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.port.ConnectorHost;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Host that returns each message, for the tests of one class. Nothing may be left of their connections. */
final class EchoHost implements BeforeAllCallback, AfterAllCallback {
    private ConnectorHost host;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        host = ConnectorHost.handling(EchoHandler::new);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            await().until(() -> host.counters.opened.sum() == host.counters.closed.sum() && host.sockets() == 0);
            assertThat(host.counters.failures.sum()).isZero();
            assertThat(host.counters.closesTimedOut.sum()).isZero();
            assertThat(host.assembly.reservedBytes()).isZero();
            assertThat(host.outbound.reservedBytes()).isZero();
        } finally {
            host.close();
        }
    }

    Socket socket() throws IOException, GeneralSecurityException {
        return host.socket();
    }
}
