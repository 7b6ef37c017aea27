package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.node.TransportConfig.Endpoint;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import io.signalbox.transport.port.ListeningAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of TCP and of Unix domain sockets. */
class EndpointCheckTest {
    private static final String ENDPOINT = "error: $.workers[0].transports[%d].endpoint";
    private static final String LOCAL = "\"type\": \"tcp\", \"interface\": \"127.0.0.1\"";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory, Map.of("DIR", directory.toString(), "NAME", "node", "FIRST", "9000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$DIR/x/$NAME.sock", "${DIR}/x/${NAME}.sock", "x/$NAME.sock", "./y/../x/node.sock"})
    void the_path_of_a_socket_is_relative_and_has_variables_in_both_forms(String path) throws IOException {
        Files.createDirectory(directory.resolve("x"));
        assertThat(address("\"type\": \"unix\", \"permissions\": \"0620\", \"path\": \"" + path + "\""))
                .isEqualTo(new ListeningAddress.Unix(
                        directory.resolve("x/node.sock"), PosixFilePermissions.fromString("rw--w----")));
    }

    @Test
    void a_path_that_cannot_be_a_socket_is_refused_with_the_reason() throws IOException {
        Files.createDirectory(directory.resolve("folder"));
        String longName = "x".repeat(120);
        String path = directory.resolve(longName).toString();
        List<String> transports = List.of(
                unix("folder"),
                unix("missing/node.sock"),
                unix(longName),
                unix("node.sock"),
                unix("node.sock"),
                unix("$NONE/node.sock"));
        assertThat(problems(transports))
                .containsExactly(
                        ENDPOINT.formatted(0) + ".path: folder is a directory - add the name of the socket",
                        ENDPOINT.formatted(1) + ".path: the directory missing does not exist - create the directory, or"
                                + " correct the path",
                        ENDPOINT.formatted(2) + ".path: the absolute path has " + path.length()
                                + " bytes, and that of a Unix domain socket at most 98 - choose a shorter path",
                        ENDPOINT.formatted(4) + ".path: the path is taken by the transport at"
                                + " $.workers[0].transports[3] - choose another path",
                        ENDPOINT.formatted(5) + ".path: the environment variable NONE is not set - set the variable, or"
                                + " write the value");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"type\": \"unix\"`, `: 'path' is missing`",
                "`\"type\": \"unix\", \"path\": \"a\", \"permissions\": \"rw\"`, `.permissions: 'rw' is not allowed here`",
                "`\"type\": \"unix\", \"path\": \"a\", \"permissions\": 660`, `.permissions: must be a string`",
                "`\"type\": \"unix\", \"path\": \"a\", \"tls\": {}`, `.tls: unknown key 'tls'`",
                "`\"type\": \"unix\", \"path\": \"a\", \"port\": 80`, `.port: unknown key 'port'`",
                "`\"type\": \"tcp\"`, `: 'port' is missing - add 'port', or 'portrange'`",
                "`\"type\": \"tcp\", \"port\": 1, \"portrange\": [1, 2]`, `.portrange: there is a 'port' as well`",
                "`\"type\": \"tcp\", \"portrange\": [2, 1]`, `.portrange: the last port is lower than the first`",
                "`\"type\": \"tcp\", \"portrange\": [1]`, `.portrange: must have 2 entries, but has 1`",
                "`\"type\": \"tcp\", \"portrange\": [1, 70000]`, `.portrange[1]: must be between 1 and 65535`",
                "`\"type\": \"tcp\", \"path\": \"a\", \"port\": 1`, `.path: unknown key 'path'`",
                "`\"port\": 1`, `: 'type' is missing`",
            })
    void a_mistake_is_one_problem(String endpoint, String problem) throws IOException {
        assertThat(problems(List.of(endpoint)))
                .filteredOn(line -> !line.endsWith("or bind 'interface' to 127.0.0.1"))
                .singleElement()
                .asString()
                .startsWith(ENDPOINT.formatted(0) + problem);
    }

    @Test
    void a_range_and_the_versions_become_addresses() throws IOException {
        assertThat(address(LOCAL + ", \"portrange\": [9000, 9010], \"shared\": true"))
                .isEqualTo(new ListeningAddress.Tcp("127.0.0.1", 4, 9000, 9010, true));
        assertThat(address(LOCAL + ", \"portrange\": [\"$FIRST\", \"${FIRST}\"]"))
                .isEqualTo(ListeningAddress.Tcp.of("127.0.0.1", 9000));
        assertThat(address("\"type\": \"tcp\", \"port\": 0"))
                .isEqualTo(new ListeningAddress.Tcp("0.0.0.0", 4, 0, 0, false));
        assertThat(address("\"type\": \"tcp\", \"port\": 0, \"version\": 6"))
                .isEqualTo(new ListeningAddress.Tcp("::", 6, 0, 0, false));
    }

    /** A socket of all addresses of IPv6 takes those of IPv4 as well. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"version\": 6`, `\"version\": 4`, true",
                "`\"version\": 4`, `\"version\": 6`, true",
                "`\"interface\": \"::\"`, `\"interface\": \"127.0.0.1\"`, true",
                "`\"interface\": \"::\"`, `\"interface\": \"::1\"`, true",
                "`\"interface\": \"0.0.0.0\"`, `\"interface\": \"::1\"`, false",
                "`\"interface\": \"127.0.0.1\"`, `\"interface\": \"::1\"`, false",
                "`\"interface\": \"127.0.0.1\"`, `\"interface\": \"127.0.0.2\"`, false",
                "`\"interface\": \"127.0.0.1\"`, `\"interface\": \"127.0.0.1\"`, true",
                "`\"interface\": \"127.0.0.1\", \"shared\": true`, `\"interface\": \"127.0.0.1\"`, true",
                "`\"interface\": \"127.0.0.1\", \"shared\": true`, `\"interface\": \"127.0.0.1\", \"shared\": true`, false",
            })
    void one_port_of_one_address_has_one_listener_unless_it_is_shared(String first, String second, boolean isTaken)
            throws IOException {
        String tcp = "\"type\": \"tcp\", \"port\": 9000, ";
        List<String> errors = problems(List.of(tcp + first, tcp + second)).stream()
                .filter(problem -> problem.startsWith("error"))
                .toList();
        assertThat(errors).hasSize(isTaken ? 1 : 0);
        assertThat(errors)
                .allMatch(error -> error.startsWith(ENDPOINT.formatted(1)
                        + ".port: port 9000 is taken by the transport at $.workers[0].transports[0]"));
    }

    @Test
    void a_range_takes_its_first_port_that_no_transport_in_front_takes() throws IOException {
        String port = LOCAL + ", \"port\": %d";
        String range = LOCAL + ", \"portrange\": [9000, 9001]";
        assertThat(problems(List.of(port.formatted(9000), range))).isEmpty();
        assertThat(problems(List.of(range, range))).isEmpty();
        assertThat(problems(List.of(range, port.formatted(9001)))).isEmpty();
        assertThat(problems(List.of(range, port.formatted(9000))))
                .containsExactly(ENDPOINT.formatted(1) + ".port: port 9000 is taken by the transport at"
                        + " $.workers[0].transports[0] - choose another port or interface");
        assertThat(problems(List.of(range, port.formatted(9001), range)))
                .containsExactly(ENDPOINT.formatted(2) + ".portrange: the transports in front take all ports of the"
                        + " range - widen the range, or choose other ports");
        String shared = range + ", \"shared\": true";
        assertThat(problems(List.of(shared, shared, shared))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "127.1, false",
        "::1, false",
        "0:0:0:0:0:0:0:1, false",
        "localhost, false",
        "127.example.com, true",
        "127.0.0.1.example.com, true",
        "128.0.0.1, true"
    })
    void only_numbers_of_the_loopback_and_localhost_are_closed_to_the_network(String host, boolean isOpen)
            throws IOException {
        assertThat(problems(List.of("\"type\": \"tcp\", \"port\": 9000, \"interface\": \"" + host + "\"")))
                .hasSize(isOpen ? 1 : 0)
                .allMatch(problem -> problem.endsWith("or bind 'interface' to 127.0.0.1"));
    }

    @Test
    void two_workers_that_share_a_port_are_warned_of_their_realms() throws IOException {
        String endpoint = LOCAL + ", \"port\": 9000, \"shared\": true";
        String worker = "{\"type\": \"router\", \"realms\": [" + ConfigFile.REALM + "], \"transports\": ["
                + webSocket(endpoint) + "]}";
        assertThat(withoutPlace(file.problems("{\"version\": 2, \"workers\": [" + worker + ", " + worker + "]}")))
                .containsExactly("warning: $.workers[1].transports[0].endpoint.shared: port 9000 is shared with the"
                        + " transport at $.workers[0].transports[0] of another worker, whose realms are others, so a"
                        + " client joins a realm of either worker at random - move the realms and transports into one"
                        + " worker, which uses all cores");
        assertThat(problems(List.of(endpoint, endpoint))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"20000, 20000", "500, 1000", "0, 30000"})
    void the_user_timeout_of_the_kernel_becomes_the_write_timeout(int userTimeout, int writeTimeout)
            throws IOException {
        String endpoint = LOCAL + ", \"port\": 0, \"user_timeout\": " + userTimeout;
        assertThat(problems(List.of(endpoint)))
                .containsExactly("warning: $.workers[0].transports[0].endpoint.user_timeout: the JVM cannot set the"
                        + " kernel option TCP_USER_TIMEOUT: 'user_timeout' sets the 'write_timeout' of the services"
                        + " that have none - set 'write_timeout' in the options of the services instead");
        assertThat(writeTimeout(webSocket(endpoint))).isEqualTo(writeTimeout);
        String explicit = webSocket(endpoint).replaceFirst("}$", ", \"options\": {\"write_timeout\": 7000}}");
        assertThat(writeTimeout(explicit)).isEqualTo(7_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "\"20\"", "1.5", "null"})
    void a_wrong_user_timeout_is_refused(String value) throws IOException {
        assertThat(problems(List.of(LOCAL + ", \"port\": 0, \"user_timeout\": " + value)))
                .singleElement()
                .asString()
                .startsWith(ENDPOINT.formatted(0) + ".user_timeout: must be a whole number between 0 and 65535");
    }

    private int writeTimeout(String transport) throws IOException {
        WebSocketTransportConfig config =
                (WebSocketTransportConfig) file.config(ConfigFile.node(ConfigFile.REALM, transport))
                        .routers()
                        .get(0)
                        .transports()
                        .get(0);
        return Math.toIntExact(config.options().webSocket().timing().writeTimeoutMillis());
    }

    private ListeningAddress address(String endpoint) throws IOException {
        Endpoint read = file.config(ConfigFile.node(ConfigFile.REALM, webSocket(endpoint)))
                .routers()
                .get(0)
                .transports()
                .get(0)
                .endpoint();
        return read.address();
    }

    private static String unix(String path) {
        return "\"type\": \"unix\", \"path\": \"" + path + "\"";
    }

    private static String webSocket(String endpoint) {
        return "{\"type\": \"websocket\", \"endpoint\": {" + endpoint + "}}";
    }

    /** Returns the problems of transports with these endpoints, without their positions. */
    private List<String> problems(List<String> endpoints) throws IOException {
        return withoutPlace(file.problems(
                ConfigFile.REALM,
                String.join(
                        ",\n",
                        endpoints.stream().map(EndpointCheckTest::webSocket).toList())));
    }

    private static List<String> withoutPlace(List<String> problems) {
        return problems.stream()
                .map(problem -> problem.replaceFirst("^node.json:\\d+:\\d+: ", ""))
                .toList();
    }
}
