package io.signalbox.router.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.UnboundItem;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What the JVM of a container gets on its standard input: one line of JSON. It has secrets, which therefore are neither in the
 * arguments nor in the environment of the process.
 *
 * @param logLevel the level of the log of the node
 * @param worker the item of the worker
 */
record ContainerDocument(String logLevel, NodeConfig.ContainerWorker worker) {
    private static final String LOG_LEVEL = "log_level";
    private static final String DIRECTORY = "directory";
    private static final String WORKER = "worker";

    /** Returns the line for a worker. */
    static byte[] line(String logLevel, UnboundItem worker) {
        ObjectNode document = ConfigDocument.NODES.objectNode();
        document.put(LOG_LEVEL, logLevel);
        document.put(DIRECTORY, worker.directory().toString());
        document.set(WORKER, withoutRefused(worker.tree()));
        return (document + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Components that the check has left out have no form in JSON. */
    private static JsonNode withoutRefused(JsonNode worker) {
        ObjectNode whole = worker.deepCopy();
        ArrayNode components = whole.putArray("components");
        worker.path("components").forEach(component -> {
            if (!component.isMissingNode()) {
                components.add(component);
            }
        });
        return whole;
    }

    /** Reads the line, and nothing behind it. Blocks. */
    static ContainerDocument read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the standard input has ended before the document of the container");
            }
            line.write(next);
        }
        JsonNode document = new ObjectMapper().readTree(line.toByteArray());
        Path directory = Path.of(document.path(DIRECTORY).asText());
        return new ContainerDocument(
                document.path(LOG_LEVEL).asText(),
                ConfigLoader.bound(document.path(WORKER), directory, NodeConfig.ContainerWorker.class));
    }
}
