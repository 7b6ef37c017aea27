package io.signalbox.gateway.connection.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * File with the definitions of the connections that were created at run time, which only the user of the node may read. A change is
 * written to another file, which then takes the place of the file: a crash leaves the old definitions or the new ones. Changes that come
 * during a write are written together.
 *
 * <p>Thread-safe. Files are written on a virtual thread.
 */
public final class ConnectionsFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    private static final String NAME = "connections.json";

    private final Path file;

    // Guarded by this.
    private final Map<String, Map<String, ObjectNode>> byRealm = new LinkedHashMap<>();
    private CompletableFuture<Void> next;
    private boolean isWriting;

    /** @param directory is created with the first definition */
    public ConnectionsFile(Path directory) {
        file = directory.resolve(NAME);
    }

    /** Reads the file, which need not exist. A file that cannot be read is renamed, so that nothing overwrites it. */
    public synchronized void read() {
        try {
            JsonNode root = JSON.readTree(Files.readAllBytes(file));
            if (root.path("version").asInt() != VERSION || !root.path("realms").isObject()) {
                throw new IOException("it is no file of connections of version " + VERSION);
            }
            for (Map.Entry<String, JsonNode> realm : root.path("realms").properties()) {
                Map<String, ObjectNode> definitions = of(realm.getKey());
                for (JsonNode definition : realm.getValue()) {
                    if (!(definition instanceof ObjectNode object)
                            || !object.path("id").isTextual()) {
                        throw new IOException("it has a definition without an id");
                    }
                    definitions.put(object.path("id").textValue(), object);
                }
            }
        } catch (NoSuchFileException none) {
            // No connection has been created yet.
        } catch (IOException e) {
            byRealm.clear();
            setAside(e);
        }
    }

    private void setAside(IOException why) {
        Path broken = file.resolveSibling(NAME + ".broken");
        LOG.error(
                "file={} cannot be used: {} - it becomes {}; create its connections again",
                file,
                why.getMessage(),
                broken);
        try {
            Files.move(file, broken, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("file={} cannot be renamed: {}", file, e.toString());
        }
    }

    private Map<String, ObjectNode> of(String realm) {
        return byRealm.computeIfAbsent(realm, name -> new LinkedHashMap<>());
    }

    /** Returns the definitions of a realm, in the order of their creation. */
    public synchronized List<ObjectNode> definitions(String realm) {
        return new ArrayList<>(of(realm).values());
    }

    /** Sets a definition, which nobody changes afterwards. The future ends when the definition is on the disk. */
    synchronized CompletableFuture<Void> put(String realm, ObjectNode definition) {
        of(realm).put(definition.path("id").textValue(), definition);
        return write();
    }

    /** Removes a definition. The future ends when the definition is no longer on the disk. */
    synchronized CompletableFuture<Void> remove(String realm, String id) {
        of(realm).remove(id);
        return write();
    }

    private CompletableFuture<Void> write() {
        if (next == null) {
            next = new CompletableFuture<>();
        }
        CompletableFuture<Void> written = next;
        if (!isWriting) {
            isWriting = true;
            Thread.ofVirtual().name("connections-file").start(this::writeAll);
        }
        return written;
    }

    private void writeAll() {
        while (true) {
            CompletableFuture<Void> current;
            ObjectNode root;
            synchronized (this) {
                current = next;
                next = null;
                if (current == null) {
                    isWriting = false;
                    return;
                }
                root = tree();
            }
            try {
                replace(JSON.writeValueAsBytes(root));
                current.complete(null);
            } catch (IOException | RuntimeException e) {
                LOG.error("file={} cannot be written: {}", file, e.toString());
                current.completeExceptionally(e);
            }
        }
    }

    private ObjectNode tree() {
        ObjectNode root = ConfigDocument.NODES.objectNode().put("version", VERSION);
        ObjectNode realms = root.putObject("realms");
        byRealm.forEach((realm, definitions) -> {
            if (!definitions.isEmpty()) {
                ArrayNode list = realms.putArray(realm);
                definitions.values().forEach(list::add);
            }
        });
        return root;
    }

    private void replace(byte[] content) throws IOException {
        Path directory = file.getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, owners("rwx------"));
        }
        Path fresh = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owners("rw-------"))) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static FileAttribute<?> owners(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
