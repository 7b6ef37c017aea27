package io.signalbox.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/**
 * Tunnel into TLS: a port of this machine whose connections go to a router over TLS. {@link LoadClient} itself does not
 * speak TLS. Two virtual threads for each connection.
 */
final class TlsTunnel {
    private static final int BUFFER_BYTES = 16 << 10;

    private final URI router;
    private final ServerSocket port;

    /** @param router the URL of the router, with the scheme {@code wss} */
    TlsTunnel(URI router) throws IOException {
        this.router = router;
        port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("tunnel").start(this::accept);
    }

    /** Returns the URL of the near end. */
    URI url() {
        return URI.create("ws://127.0.0.1:" + port.getLocalPort() + router.getPath());
    }

    private void accept() {
        try {
            while (true) {
                Socket near = port.accept();
                near.setTcpNoDelay(true);
                Socket far = TrustingTls.connect(router);
                Thread.ofVirtual().start(() -> copy(near, far));
                Thread.ofVirtual().start(() -> copy(far, near));
            }
        } catch (IOException e) {
            // The client of a tunnel without TLS waits for its upgrade in vain, and reports it.
            System.err.println("bench: the tunnel into TLS has ended: " + e);
        }
    }

    /** Copies until an end closes, which closes the other one. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException closed) {
            // The handlers of the clients report a connection that ends too early.
            return;
        }
    }
}
