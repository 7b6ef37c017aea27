package io.signalbox.router.wire;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.router.Patience;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.LogConfiguration;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A node behind proxies: whose address the meta API and the log tell, and what a configuration says about it. */
class ProxiedNodeTest {
    private static final String HEADER = "PROXY TCP4 203.0.113.9 198.51.100.2 55555 443\r\n";
    private static final String TLS = ", \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\"}";
    private static final String TRUSTED = ", \"trusted_proxies\": [\"127.0.0.1\"]";
    private static final String HELLO = "[1,\"realm1\",{\"roles\":{\"caller\":{}}}]";

    @TempDir
    private Path directory;

    private final ListAppender<ILoggingEvent> access = new ListAppender<>();
    private Node node;

    @BeforeEach
    void record_the_access_log() {
        access.start();
        ((Logger) LoggerFactory.getLogger(LogConfiguration.ACCESS)).addAppender(access);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(LogConfiguration.ACCESS)).detachAppender(access);
        if (node != null) {
            node.stop();
        }
    }

    @Test
    void a_session_and_its_line_in_the_log_have_the_client_of_a_proxy_header() throws Exception {
        URI address = start(
                "{\"type\": \"rawsocket\", \"endpoint\": " + endpoint(TRUSTED + ", \"proxy_protocol\": true") + "}");
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));
            assertThat(detailsOverRawSocket(socket)).contains("\"peer\":\"203.0.113.9:55555\"", "\"secure\":false");
        }
        assertThat(accessLines())
                .anySatisfy(line -> assertThat(line).startsWith("join ").endsWith(" peer=203.0.113.9:55555"));
    }

    @Test
    void a_proxy_header_comes_before_tls() throws Exception {
        URI address = start("{\"type\": \"rawsocket\", \"endpoint\": "
                + endpoint(TRUSTED + ", \"proxy_protocol\": true" + TLS) + "}");
        Socket socket = connect(address);
        socket.getOutputStream().write(HEADER.getBytes(StandardCharsets.US_ASCII));
        try (Socket encrypted =
                trusting().getSocketFactory().createSocket(socket, "localhost", address.getPort(), true)) {
            assertThat(detailsOverRawSocket(encrypted)).contains("\"peer\":\"203.0.113.9:55555\"", "\"secure\":true");
        }
    }

    @Test
    void the_access_log_has_the_client_and_neither_the_query_nor_the_proxy() throws Exception {
        URI address = start(web(TRUSTED, "\"access_log\": true"));
        request(address, "GET /data?ticket=secret HTTP/1.1\r\nX-Forwarded-For: 203.0.113.9\r\n");
        await().until(() -> !access.list.isEmpty());
        assertThat(accessLines())
                .singleElement()
                .asString()
                .startsWith(
                        "request listener=transport1 peer=203.0.113.9 method=GET path=/data status=200 bytes=1 micros=")
                .doesNotContain("secret", "127.0.0.1");
    }

    @Test
    void the_peers_of_a_unix_socket_name_their_clients_where_they_are_trusted() throws Exception {
        for (String proxies : List.of(", \"trusted_proxies\": [\"unix\"]", "")) {
            access.list.clear();
            start("{\"type\": \"web\", \"endpoint\": {\"type\": \"unix\", \"path\": \"x.sock\"" + proxies
                    + "}, \"options\": {\"access_log\": true}, \"paths\": {\"data\": {\"type\": \"json\","
                    + " \"value\": 1}}}");
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("x.sock")))) {
                String request = "GET /data HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n";
                channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
                await().until(() -> !access.list.isEmpty());
            }
            String peer = proxies.isEmpty() ? "unix" : "203.0.113.9";
            assertThat(accessLines())
                    .singleElement()
                    .asString()
                    .contains(" peer=" + peer + " method=GET path=/data status=200 ");
            node.stop();
        }
    }

    @Test
    void without_an_access_log_requests_are_not_logged() throws Exception {
        URI address = start(web(TRUSTED, ""));
        assertThat(request(address, "GET /data HTTP/1.1\r\n")).startsWith("HTTP/1.1 200 ");
        node.stop();
        assertThat(accessLines()).isEmpty();
    }

    @Test
    void browsers_are_told_to_use_tls_by_what_is_encrypted_to_the_proxy_or_the_node() throws Exception {
        URI address = start(web(TRUSTED, "\"hsts\": true, \"hsts_max_age\": 600"));
        assertThat(request(
                        address, "GET /data HTTP/1.1\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"))
                .contains("\r\nStrict-Transport-Security: max-age=600\r\n");
        assertThat(request(address, "GET /data HTTP/1.1\r\n")).doesNotContain("Strict-Transport-Security");
        node.stop();
        address = start(web(TLS, "\"hsts\": true"));
        try (Socket socket = trusting().getSocketFactory().createSocket("localhost", address.getPort())) {
            assertThat(request(socket, "GET /none HTTP/1.1\r\n"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("\r\nStrict-Transport-Security: max-age=31536000\r\n");
        }
    }

    @Test
    void a_connection_that_is_idle_is_closed_after_the_client_timeout() throws Exception {
        URI address = start(web("", "\"client_timeout\": 1"));
        try (Socket socket = connect(address)) {
            String request = "GET /data HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            // The end of the stream, long before the default and the patience of the test.
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void mistakes_about_proxies_are_told_once_and_at_their_place() throws Exception {
        assertThat(problems(", \"proxy_protocol\": true"))
                .singleElement()
                .asString()
                .contains("endpoint.proxy_protocol: no peer could connect")
                .endsWith("add 'trusted_proxies' with the addresses of the proxies");
        assertThat(problems(", \"trusted_proxies\": [\"10.0.0.0/33\", \"unix\", \"::1\", \"localhost\"]"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("trusted_proxies[0]: '10.0.0.0/33' is no address and no range of addresses"),
                        line -> assertThat(line).contains("trusted_proxies[3]: 'localhost' is no address"));
        assertThat(problems(", \"trusted_proxies\": [\"0.0.0.0/0\"]"))
                .singleElement()
                .asString()
                .contains("warning", "trusted_proxies[0]: every peer is trusted");
        assertThat(problems(TRUSTED + ", \"proxy_protocol\": true")).isEmpty();
    }

    private List<String> accessLines() {
        return List.copyOf(access.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private List<String> problems(String more) throws IOException {
        return load(web(more, "")).problems().stream()
                .map(problem -> problem.display())
                .toList();
    }

    private static String endpoint(String more) {
        return "{\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 0" + more + "}";
    }

    private static String web(String endpoint, String options) {
        return "{\"type\": \"web\", \"endpoint\": " + endpoint(endpoint) + ", \"options\": {" + options
                + "}, \"paths\": {\"data\": {\"type\": \"json\", \"value\": 1}}}";
    }

    private URI start(String transport) throws IOException {
        CheckedConfig<NodeConfig> checked = load(transport);
        assertThat(checked.config()).as(checked.problems().toString()).isPresent();
        node = new NodeAssembly("Signalbox-test").assemble(checked.config().get());
        assertThat(node.start()).isTrue();
        return URI.create(node.addresses().get(0));
    }

    private CheckedConfig<NodeConfig> load(String transport) throws IOException {
        for (String name : List.of("node.key", "node.crt")) {
            try (InputStream in = ProxiedNodeTest.class.getResourceAsStream("/tls/" + name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
        String config =
                """
                {"version": 2, "workers": [{"type": "router",
                 "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
                  {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}],
                 "transports": [%s]}]}"""
                        .formatted(transport);
        Path file = Files.writeString(directory.resolve("node.json"), config);
        return new ConfigLoader(Map.of()).load(file, NodeConfig.class);
    }

    private static Socket connect(URI address) throws IOException {
        Socket socket = new Socket("127.0.0.1", address.getPort());
        socket.setSoTimeout(Patience.MILLIS);
        return socket;
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = ProxiedNodeTest.class.getResourceAsStream("/tls/node.crt")) {
            trusted.setCertificateEntry(
                    "node", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Joins, and returns what {@code wamp.session.get} tells of the session. */
    private static String detailsOverRawSocket(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.write(new byte[] {0x7F, (byte) 0xF1, 0, 0});
        assertThat(in.readInt()).isEqualTo(0x7FF10000);
        String session = exchange(out, in, HELLO).split(",")[1];
        return exchange(out, in, "[48,1,{},\"wamp.session.get\",[" + session + "]]");
    }

    private static String exchange(OutputStream out, DataInputStream in, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        out.write(new byte[] {0, 0, (byte) (bytes.length >> 8), (byte) bytes.length});
        out.write(bytes);
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static String request(URI address, String lines) throws IOException {
        try (Socket socket = connect(address)) {
            return request(socket, lines);
        }
    }

    /** @param lines the request line and headers, each with its line end */
    private static String request(Socket socket, String lines) throws IOException {
        String request = lines + "Host: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
