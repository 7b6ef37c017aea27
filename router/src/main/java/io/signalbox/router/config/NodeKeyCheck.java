package io.signalbox.router.config;

import io.signalbox.router.auth.NodeKeyFile;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Check of the file with the private key of the node, which signs for the method cryptosign, and from which decoys are
 * derived.
 */
final class NodeKeyCheck {
    private static final String REMEDY = "restore the file, or remove it and make a new key with 'router keys node'";

    /** Methods whose static principals have decoys. */
    private static final Set<String> DECOYS = Set.of("wampcra", "scram");

    private final Path directory;
    private final String defaultFile;

    /** @param directory the directory of a relative path */
    NodeKeyCheck(SchemaDocument schema, Path directory) {
        this.directory = directory;
        defaultFile = schema.defaultOf("controllerOptions", "node_key").asText();
    }

    void check(ConfigItem root) {
        ConfigItem named = root.member("controller").member("options").member("node_key");
        Optional<Path> file = named.isAbsent() ? Optional.of(directory.resolve(defaultFile)) : named.path(directory);
        Optional<ConfigItem> user = user(root);
        if (file.isPresent() && user.isPresent()) {
            check(file.get(), named.isPresent() ? named : user.get());
        }
    }

    /** Returns the first item of a method that signs with the key, or derives decoys from the key. */
    private static Optional<ConfigItem> user(ConfigItem root) {
        return root.member("workers").elements().stream()
                .flatMap(worker -> worker.member("transports").elements().stream())
                .flatMap(transport -> TransportCheck.services(transport).stream())
                .flatMap(service -> service.member("auth").members().stream())
                .filter(method -> method.name().equals("cryptosign")
                        || DECOYS.contains(method.name())
                                && method.member("type").text().equals("static"))
                .findFirst();
    }

    private static void check(Path file, ConfigItem item) {
        try {
            if (NodeKeyFile.read(file).isPresent() && ClearSecrets.isReadableByOthers(file)) {
                item.warnAtKey(
                        "every user of this machine can read the private key of the node, " + file,
                        "let only the user of the node read the file (chmod 600)");
            }
        } catch (NodeKeyFile.Defect e) {
            item.error("the key of the node, " + file + ", " + e.getMessage(), REMEDY);
        } catch (IOException e) {
            item.error("the key of the node, " + file + ", cannot be read", "let the user of the node read the file");
        }
    }
}
