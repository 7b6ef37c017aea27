package io.signalbox.gateway.connection.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.gateway.connection.ConnectionScene;
import io.signalbox.gateway.connection.WebSocketServer;
import io.signalbox.router.shell.ConnectionsCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command {@code router connections} with a node. */
class ConnectionsCommandTest {
    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome run(ConnectionScene scene, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ConnectionsCommand(Map.of("ROUTER_URL", scene.url())))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    @Test
    void connections_are_created_listed_changed_stopped_and_deleted() throws Exception {
        try (WebSocketServer server = new WebSocketServer();
                ConnectionScene scene = ConnectionScene.startManaged(
                        directory,
                        ", \"management\": {\"connections\": {\"roles\": [\"bridge\"], \"targets\":"
                                + " [\"ws://127.0.0.1:*\"]}}")) {
            assertThat(run(scene).out()).isEmpty();
            String definition =
                    "{\"id\": \"feed\", \"role\": \"bridge\", \"active\": false, \"url\": \"" + server.url() + "\"}";
            assertThat(run(scene, "create", definition).out()).isEqualTo("{\"id\":\"feed\"}\n");
            assertThat(run(scene, "list").out()).startsWith("feed inactive " + server.url() + " name=\"feed\"");
            assertThat(run(scene, "update", "feed", "{\"name\": \"My feed\"}").exitCode())
                    .isZero();
            assertThat(run(scene, "get", "My feed", "--json").out()).contains("\"state\":\"inactive\"");
            Outcome start = run(scene, "start", "feed");
            assertThat(start.exitCode()).isEqualTo(1);
            assertThat(start.err()).startsWith("signalbox.error.connection_inactive: ");
            assertThat(run(scene, "stop", "feed").out()).isEmpty();
            assertThat(run(scene, "delete", "feed").exitCode()).isZero();
            assertThat(run(scene, "get", "feed").err()).startsWith("signalbox.error.no_such_connection");
        }
    }

    @Test
    void a_mistake_in_the_command_line_is_explained_before_anything_is_sent() throws Exception {
        try (ConnectionScene scene = ConnectionScene.start(directory)) {
            for (String[] mistake : new String[][] {{"lst"}, {"get"}, {"create", "feed"}, {"update", "feed", "[]"}}) {
                Outcome outcome = run(scene, mistake);
                assertThat(outcome.exitCode()).isEqualTo(2);
                assertThat(outcome.err()).isNotEmpty();
            }
        }
    }
}
