package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.ClientResources;
import io.signalbox.client.ConnectorFactory;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.WampConnection;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the examples in the Javadoc and in the page of the Java client, and runs them with the node. */
class ClientExamplesTest {
    private static final Path SOURCES = Path.of("../wamp-client/src/main/java/io/signalbox/client");
    private static final Path PAGE = Path.of("../docs/CLIENT.md");
    private static final Pattern PUBLIC_TYPE = Pattern.compile("^public ", Pattern.MULTILINE);
    private static final Pattern IN_JAVADOC =
            Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* *\\}</pre>", Pattern.DOTALL);
    private static final Pattern IN_PAGE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern URL = Pattern.compile("\"wss?://[^\"]*\"");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");

    private static final String SNIPPET =
            """
            import com.fasterxml.jackson.core.type.TypeReference;
            import com.fasterxml.jackson.databind.JsonNode;
            import com.fasterxml.jackson.databind.ObjectMapper;
            import io.signalbox.client.*;
            import io.signalbox.client.auth.*;
            import io.signalbox.client.value.*;
            import io.signalbox.protocol.message.Authenticate;
            import io.signalbox.protocol.message.CancelMode;
            import io.signalbox.protocol.message.Challenge;
            import io.signalbox.protocol.message.Hello;
            import io.signalbox.protocol.message.InvokePolicy;
            import io.signalbox.protocol.message.Payload;
            import io.signalbox.protocol.message.WireFormat;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.concurrent.atomic.*;

            public final class %s {
                public static void run(WampClient client, WampSession session, ConnectorFactory inProcess) throws Exception {
            %s
                }
            }
            """;

    @RegisterExtension
    static final RunningNode NODE = RunningNode.of(
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
                {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}],
              "transports": [{"type": "websocket",
                "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "auth": {
                  "anonymous": {"type": "static", "role": "anonymous"},
                  "ticket": {"type": "static", "principals": {"joe": {"ticket": "secret", "role": "anonymous"}}},
                  "cryptosign": {"type": "static", "principals": {"joe": {"role": "anonymous", "authorized_keys":
                    ["1adfc8bfe1d35616e64dffbd900096f23b066f914c8c2ffbb66f6075b96e116d"]}}},
                  "wampcra": {"type": "static", "users": {"joe": {"secret": "secret", "role": "anonymous"}}}}}]}]}
            """);

    @TempDir
    private static Path directory;

    private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();
    private static final List<String> TYPES_WITHOUT_EXAMPLE = new ArrayList<>();

    @BeforeAll
    static void collect() throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source : sources.filter(Files::isRegularFile).sorted().toList()) {
                String text = Files.readString(source);
                String type = source.getFileName().toString().replace(".java", "");
                int before = PROGRAMS.size();
                Matcher example = IN_JAVADOC.matcher(text);
                while (example.find()) {
                    add(type, example.group(1).replaceAll("(?m)^ *\\* ?", ""));
                }
                if (PUBLIC_TYPE.matcher(text).find() && PROGRAMS.size() == before) {
                    TYPES_WITHOUT_EXAMPLE.add(type);
                }
            }
        }
        Matcher example = IN_PAGE.matcher(Files.readString(PAGE));
        while (example.find()) {
            add("Page", example.group(1));
        }
    }

    private static void add(String name, String example) {
        String code = URL.matcher(example).replaceAll('"' + NODE.uri().toString() + '"');
        if (code.startsWith("import ")) {
            Matcher type = CLASS.matcher(code);
            assertThat(type.find()).isTrue();
            PROGRAMS.put(type.group(1), code);
        } else {
            String type = name + "Example" + PROGRAMS.size();
            // A class inside of a method is not public.
            PROGRAMS.put(type, SNIPPET.formatted(type, code.replace("public final class", "final class")));
        }
    }

    @Test
    void each_public_type_has_an_example() {
        assertThat(TYPES_WITHOUT_EXAMPLE).isEmpty();
        assertThat(PROGRAMS).hasSizeGreaterThan(30).containsKey("Hello");
    }

    @Test
    void each_example_compiles_and_runs() throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path")));
        for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
            arguments.add(Files.writeString(directory.resolve(program.getKey() + ".java"), program.getValue())
                    .toString());
        }
        int outcome = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(outcome).as("the compiler writes its errors to the log").isZero();
        try (ClientResources resources = ClientResources.create();
                URLClassLoader loader = new URLClassLoader(
                        new java.net.URL[] {directory.toUri().toURL()},
                        getClass().getClassLoader())) {
            for (String name : PROGRAMS.keySet()) {
                run(loader.loadClass(name), resources);
            }
        }
    }

    private static void run(Class<?> program, ClientResources resources) throws Exception {
        if (program.getSimpleName().equals("Hello")) {
            program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            return;
        }
        try (WampClient client = WampClient.builder(NODE.uri().toString(), "realm1")
                .resources(resources)
                .build()) {
            WampSession session = client.connect();
            ConnectorFactory inProcess = acceptor -> new NoRouter();
            program.getMethod("run", WampClient.class, WampSession.class, ConnectorFactory.class)
                    .invoke(null, client, session, inProcess);
        }
    }

    /** Connector to a router that is not there. */
    private static final class NoRouter implements Connector {
        @Override
        public String id() {
            return "none";
        }

        @Override
        public String address() {
            return "local";
        }

        @Override
        public CompletableFuture<WampConnection> connect() {
            return CompletableFuture.failedFuture(ConnectFailure.of(
                    ConnectFailure.Kind.REFUSED, address(), "is not there", "start the router", null));
        }

        @Override
        public void stop() {
            // Nothing was begun.
        }
    }
}
