package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.router.config.ConfigLoader;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerDocumentTest {
    @TempDir
    private Path directory;

    @Test
    void the_other_process_reads_what_the_configuration_says() throws IOException {
        Files.writeString(directory.resolve("joe.ticket"), "secret");
        Path file = Files.writeString(
                directory.resolve("node.json"),
                """
                {"version": 2, "workers": [{"type": "container", "components": [{"type": "class", "classname": "app.A",
                   "classpath": ["lib/*"], "realm": "${REALM}", "extra": {"text": "a\\nb"}, "transport": {"type": "rawsocket",
                     "endpoint": {"type": "unix", "path": "a.sock"},
                     "auth": {"ticket": {"authid": "joe", "ticket_file": "joe.ticket"}}}}],
                   "options": {"restart": "restart-on-failed", "jvm": ["-Xmx1g"]}}]}
                """);
        NodeConfig.ContainerWorker worker = (NodeConfig.ContainerWorker) new ConfigLoader(Map.of("REALM", "realm7"))
                .load(file, NodeConfig.class)
                .config()
                .orElseThrow()
                .workers()
                .getFirst();
        byte[] line = ContainerDocument.line("DEBUG", worker.item());
        assertThat(new String(line, StandardCharsets.UTF_8)).endsWith("}\n").doesNotContain("}\n{");
        byte[] followed = (new String(line, StandardCharsets.UTF_8) + "more").getBytes(StandardCharsets.UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(followed);
        ContainerDocument read = ContainerDocument.read(in);
        assertThat(in.available()).as("what follows the line").isEqualTo(4);
        assertThat(read.logLevel()).isEqualTo("DEBUG");
        assertThat(read.worker().id()).isEqualTo(worker.id());
        assertThat(read.worker().options()).isEqualTo(worker.options());
        assertThat(read.worker().components()).isEqualTo(worker.components());
        assertThat(read.worker().components().getFirst().component().classpath())
                .containsExactly(directory.resolve("lib/*"));
    }

    @Test
    void an_input_without_a_whole_line_is_no_document() {
        assertThatThrownBy(() -> ContainerDocument.read(new ByteArrayInputStream("{".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("has ended before the document");
    }
}
