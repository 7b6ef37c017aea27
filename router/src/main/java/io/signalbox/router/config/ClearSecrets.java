package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;

/** Warning about secrets in a file that every user of the machine can read. Immutable and thread-safe. */
final class ClearSecrets {
    /** Keys of secrets, which have the same meaning in all objects. */
    private final Set<String> keys = new HashSet<>();

    ClearSecrets(SchemaDocument schema) {
        schema.root()
                .path("$defs")
                .forEach(
                        definition -> definition.path("properties").properties().forEach(property -> {
                            if (property.getValue().path("x-secret").asBoolean()) {
                                keys.add(property.getKey());
                            }
                        }));
    }

    /**
     * Warns of the secrets of a file.
     *
     * @param root the tree before variables are replaced: a variable is no secret
     */
    void warn(ConfigItem root, Path file, ProblemList problems) {
        int secrets = count(root.value());
        if (secrets > 0 && isReadableByOthers(file)) {
            problems.warningInFile(
                    "every user of this machine can read the file, which has "
                            + (secrets == 1 ? "a secret" : secrets + " secrets"),
                    "let only the user of the node read the file (chmod 600), or write ${NAME} and set the variable");
        }
    }

    private int count(JsonNode item) {
        int count = 0;
        for (var member : item.properties()) {
            JsonNode value = member.getValue();
            boolean isSecret = keys.contains(member.getKey())
                    && value.isTextual()
                    && !VariableExpansion.hasVariable(value.textValue());
            count += isSecret ? 1 : count(value);
        }
        if (item.isArray()) {
            for (JsonNode element : item) {
                count += count(element);
            }
        }
        return count;
    }

    static boolean isReadableByOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (UnsupportedOperationException | IOException e) {
            // Windows has no POSIX permissions. Another check reports a missing file.
            return false;
        }
    }
}
