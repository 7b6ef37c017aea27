package io.signalbox.router.config;

import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writer and loader of a configuration file with the name node.json. */
final class ConfigFile {
    /** Realm with the role of clients without authentication. */
    static final String REALM = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}]}";

    /** Endpoint with a free port. */
    static final String ENDPOINT = "{\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 0}";

    /** Transport without a WebSocket service, which has no problem with any realm. */
    private static final String NOBODY = "{\"type\": \"web\", \"endpoint\": " + ENDPOINT
            + ", \"paths\": {\"files\": {\"type\": \"static\", \"directory\": \".\"}}}";

    private final Path directory;
    private final Map<String, String> environment;

    ConfigFile(Path directory) {
        this(directory, Map.of());
    }

    ConfigFile(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    CheckedConfig<NodeConfig> load(byte[] bytes) throws IOException {
        Path file = directory.resolve("node.json");
        Files.write(file, bytes);
        return new ConfigLoader(environment).load(file, NodeConfig.class);
    }

    /** Returns the lines of the problems of a text, without the directory. */
    List<String> problems(String text) throws IOException {
        return load(text.getBytes(StandardCharsets.UTF_8)).problems().stream()
                .map(problem -> problem.display().replace(directory + "/", ""))
                .toList();
    }

    NodeConfig config(String text) throws IOException {
        CheckedConfig<NodeConfig> checked = load(text.getBytes(StandardCharsets.UTF_8));
        return checked.config().orElseThrow(() -> new AssertionError(checked.problems()));
    }

    /** Returns the problems of a node with one worker that has a realm and a transport, each in its own line. */
    List<String> problems(String realm, String transport) throws IOException {
        return problems(node(realm, transport));
    }

    /** @param transport empty for a transport without problems */
    static String node(String realm, String transport) {
        return """
                {"version": 2, "workers": [{"type": "router", "realms": [
                %s
                ], "transports": [
                %s
                ]}]}
                """
                .formatted(realm, transport.isEmpty() ? NOBODY : transport);
    }

    static String webSocketWith(String more) {
        return "{\"type\": \"websocket\", \"endpoint\": " + ENDPOINT + ", " + more + "}";
    }

    static String pathsWith(String paths) {
        return "{\"type\": \"web\", \"endpoint\": " + ENDPOINT + ", \"paths\": {" + paths + "}}";
    }
}
