package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.Patience;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.websocket.DeflateMemory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the example of the page about transports, and connects with it. */
class ConnectingPageTest {
    private static final Pattern EXAMPLE = Pattern.compile("### In Java\n.*?```java\n(.*?)```", Pattern.DOTALL);

    private static final String PROGRAM =
            """
            import io.signalbox.protocol.codec.*;
            import io.signalbox.protocol.connection.*;
            import io.signalbox.transport.connecting.*;
            import io.signalbox.transport.connection.*;
            import io.signalbox.transport.websocket.*;
            import java.util.*;
            import java.util.concurrent.*;

            public final class Example {
                public static CompletableFuture<WampConnection> run(List<Subprotocol> subprotocols,
                        ConnectionResources resources, DeflateMemory deflateMemory, ConnectingSelectors selectors) {
            %s
                    return connection;
                }
            }
            """;

    @TempDir
    private Path folder;

    @Test
    void the_example_compiles_and_connects() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/TRANSPORTS.md")));
        assertThat(example.find()).isTrue();
        try (RouterSide router = new RouterSide(TestHost.listener(1, 100), null, EnumSet.allOf(WireFormat.class));
                ClientSide client = ClientSide.start()) {
            Path source = Files.writeString(
                    folder.resolve("Example.java"),
                    PROGRAM.formatted(example.group(1).replace(":8080/", ":" + router.port() + "/")));
            assertThat(ToolProvider.getSystemJavaCompiler()
                            .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString()))
                    .as("the compiler writes its errors to the log")
                    .isZero();
            try (URLClassLoader loader = new URLClassLoader(
                    new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
                Object connection = loader.loadClass("Example")
                        .getMethod(
                                "run",
                                List.class,
                                ConnectionResources.class,
                                DeflateMemory.class,
                                ConnectingSelectors.class)
                        .invoke(
                                null,
                                List.of(new Subprotocol(WireFormat.JSON, false)),
                                client.resources(),
                                new DeflateMemory(0, client.counters),
                                client.selectors);
                WampConnection opened =
                        (WampConnection) ((CompletableFuture<?>) connection).get(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(opened.peer().format()).isEqualTo(WireFormat.JSON);
            }
        }
    }
}
