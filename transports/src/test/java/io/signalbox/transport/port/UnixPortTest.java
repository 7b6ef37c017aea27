package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.UnixSocket;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.http.StaticFileSettings;
import io.signalbox.transport.http.StaticFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports on Unix domain sockets. */
@Timeout(value = Patience.SECONDS, unit = TimeUnit.SECONDS)
class UnixPortTest {
    @TempDir
    private Path directory;

    private Path socket;

    @BeforeEach
    void name_the_socket() {
        socket = directory.resolve("node.sock");
    }

    @ParameterizedTest
    @CsvSource({"0660, rw-rw----", "600, rw-------", "0777, rwxrwxrwx", "0222, -w--w--w-"})
    void the_socket_has_its_permissions_and_nothing_else_is_left_beside_it(String octal, String permissions)
            throws IOException {
        ListeningPort port = port(octal);
        port.start();
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo(permissions);
            assertThat(files()).containsExactly("node.sock");
            assertThat(port.address()).isEqualTo("http+unix:" + socket + ":/");
        } finally {
            port.stop();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void websockets_and_pages_are_served() throws IOException {
        try (TestHost node = TestHost.at(socket, new RecordingAcceptor())) {
            node.acceptor.echo();
            assertThat(node.host.address()).isEqualTo("ws+unix:" + socket + ":/ws");
            try (RawPeer peer = RawPeer.open(UnixSocket.connect(socket), "wamp.2.json")) {
                peer.sendText("[16,1,{},\"a.b\"]");
                assertThat(peer.read().text()).startsWith("[50,1,");
                assertThat(node.acceptor.only().connection().peer().address()).isEqualTo("unix");
            }
        }
        Files.writeString(directory.resolve("page.html"), "<p>hello</p>");
        ListeningPort port = port("0600");
        port.start();
        try (UnixSocket client = UnixSocket.connect(socket)) {
            client.getOutputStream().write("GET /page.html HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("<p>hello</p>");
        } finally {
            port.stop();
        }
    }

    @Test
    void the_socket_of_an_ended_process_is_replaced() throws IOException {
        listen().close();
        assertThat(files()).containsExactly("node.sock");
        try (TestHost node = TestHost.at(socket, new RecordingAcceptor());
                RawPeer peer = RawPeer.open(UnixSocket.connect(socket), "wamp.2.json")) {
            node.acceptor.echo();
            peer.sendText("[16,1,{},\"a.b\"]");
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void a_socket_that_somebody_listens_on_is_left_alone() throws IOException {
        try (ServerSocketChannel other = listen()) {
            Object before = key();
            ListeningPort port = port("0600");
            assertThatIOException()
                    .isThrownBy(port::start)
                    .withMessage("listener 'test': cannot listen on " + socket + ": a process listens on this socket"
                            + " - stop the process that uses this path, or set another 'path'");
            assertThat(key()).isEqualTo(before);
            assertThat(other.isOpen()).isTrue();
        }
    }

    /** The other process takes no connection, so that its backlog fills. */
    @Test
    void a_busy_socket_is_not_taken_for_that_of_an_ended_process() throws IOException {
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(socket), 1);
            UnixSocket first = UnixSocket.connect(socket);
            UnixSocket second = UnixSocket.connect(socket);
            Object before = key();
            assertThatIOException().isThrownBy(port("0600")::start);
            assertThat(key()).isEqualTo(before);
            first.close();
            second.close();
        }
    }

    @Test
    void a_file_that_is_no_socket_is_left_alone() throws IOException {
        Files.writeString(socket, "precious");
        assertThatIOException()
                .isThrownBy(port("0600")::start)
                .withMessageEndingWith("there is a file at this path that is not a socket - remove the file, or set"
                        + " another 'path'");
        assertThat(socket).hasContent("precious");
        assertThat(files()).containsExactly("node.sock");
    }

    @Test
    void a_missing_folder_and_a_long_path_are_named() {
        socket = directory.resolve("missing/node.sock");
        assertThatIOException()
                .isThrownBy(port("0600")::start)
                .withMessageEndingWith("the folder " + socket.getParent() + " does not exist - create the folder, or"
                        + " correct 'path'");
        socket = directory.resolve("x".repeat(100));
        assertThatIOException()
                .isThrownBy(port("0600")::start)
                .withMessageEndingWith("the path has " + socket.toString().length()
                        + " bytes, and that of a Unix domain socket at most 98 - shorten 'path'");
    }

    @Test
    void the_longest_path_works() throws IOException {
        int bytes = ListeningAddress.Unix.MAX_PATH_BYTES - directory.toString().length() - 1;
        socket = directory.resolve("x".repeat(bytes));
        ListeningPort port = port("0600");
        port.start();
        UnixSocket.connect(socket).close();
        port.stop();
        assertThat(files()).isEmpty();
    }

    @Test
    void a_host_that_stops_accepting_removes_the_socket_and_keeps_what_is_open() throws IOException {
        try (TestHost node = TestHost.at(socket, new RecordingAcceptor());
                RawPeer peer = RawPeer.open(UnixSocket.connect(socket), "wamp.2.json")) {
            node.acceptor.echo();
            node.host.stopAccepting();
            assertThat(files()).isEmpty();
            peer.sendText("[16,1,{},\"a.b\"]");
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void the_socket_of_a_successor_is_not_removed() throws IOException {
        ListeningPort first = port("0600");
        first.start();
        Files.delete(socket);
        ListeningPort second = port("0600");
        second.start();
        first.stop();
        assertThat(files()).containsExactly("node.sock");
        UnixSocket.connect(socket).close();
        second.stop();
        assertThat(files()).isEmpty();
    }

    @Test
    void a_socket_that_asks_for_nothing_is_cut() throws IOException {
        ListenerSettings settings = new ListenerSettings(
                "test",
                address("0600"),
                100,
                1,
                100,
                HttpSettings.DEFAULTS,
                AddressSettings.DEFAULTS,
                SocketSettings.DEFAULTS);
        TransportCounters counters = new TransportCounters();
        ListeningPort port = new ListeningPort(settings, counters, PortProtocols.http(List.of()));
        port.start();
        try (UnixSocket client = UnixSocket.connect(socket)) {
            assertThat(client.getInputStream().read()).isNegative();
            await().until(() -> counters.handshakesTimedOut.sum() == 1);
        } finally {
            port.stop();
        }
    }

    private ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private ListeningAddress address(String octal) {
        return new ListeningAddress.Unix(socket, ListeningAddress.Unix.permissions(octal));
    }

    private ListeningPort port(String octal) {
        return new ListeningPort(
                ListenerSettings.of("test", address(octal)),
                new TransportCounters(),
                PortProtocols.http(List.of(
                        StaticFiles.at("/", directory, StaticFileSettings.PLAIN, new AssemblyBudget(1 << 20)))));
    }

    private Object key() throws IOException {
        return Files.getAttribute(socket, "unix:ino");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
