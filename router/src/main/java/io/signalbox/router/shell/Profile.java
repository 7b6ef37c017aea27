package io.signalbox.router.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.client.TlsOptions;
import io.signalbox.client.auth.AuthParser;
import io.signalbox.client.auth.Authentications;
import io.signalbox.client.auth.InvalidAuth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * File with URL, realm and credentials of a session, in JSON. Nobody but the user may have any permission for the file, because it
 * may have secrets. Immutable and thread-safe.
 *
 * @param auth empty if the profile has no credentials
 */
record Profile(
        Optional<String> url,
        Optional<String> realm,
        Optional<String> serializer,
        Optional<Authentications> auth,
        Optional<TlsOptions> tls) {
    static final Profile NONE =
            new Profile(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final List<String> KEYS = List.of("url", "realm", "serializer", "auth", "tls");
    private static final List<String> TLS_KEYS =
            List.of("hostname", "ca_certificates", "certificate", "key", "key_password");
    private static final Set<PosixFilePermission> OWN =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int MAX_BYTES = 1 << 20;

    static Profile read(Path file) throws ShellMistake {
        JsonNode root = json(file);
        if (!root.isObject()) {
            throw mistake(file, "is not a JSON object");
        }
        requireKeys(file, root, "", KEYS);
        Path directory = file.toAbsolutePath().getParent();
        return new Profile(
                text(file, root, "", "url"),
                text(file, root, "", "realm"),
                text(file, root, "", "serializer"),
                auth(file, root, directory),
                tls(file, root, directory));
    }

    private static JsonNode json(Path file) throws ShellMistake {
        try {
            checkMode(file);
            if (Files.size(file) > MAX_BYTES) {
                throw mistake(file, "is longer than " + MAX_BYTES + " bytes");
            }
            return new ObjectMapper().readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw mistake(file, "does not exist");
        } catch (JsonProcessingException e) {
            // Without the message of Jackson, which may show a part of a secret.
            throw mistake(
                    file,
                    "is not JSON: see line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw mistake(file, "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static void checkMode(Path file) throws IOException, ShellMistake {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        // The file itself, not the link to it.
        Path real = file.toRealPath();
        if (!OWN.containsAll(Files.getPosixFilePermissions(real, LinkOption.NOFOLLOW_LINKS))) {
            throw mistake(file, "may be used by other users of this machine; run 'chmod 600 " + file + "'");
        }
    }

    private static Optional<Authentications> auth(Path file, JsonNode root, Path directory) throws ShellMistake {
        if (!root.has("auth")) {
            return Optional.empty();
        }
        try {
            return Optional.of(AuthParser.parse(root.get("auth"), directory));
        } catch (InvalidAuth e) {
            throw mistake(file, "has mistakes: " + e.getMessage());
        }
    }

    private static Optional<TlsOptions> tls(Path file, JsonNode root, Path directory) throws ShellMistake {
        if (!root.has("tls")) {
            return Optional.empty();
        }
        JsonNode tls = root.get("tls");
        if (!tls.isObject()) {
            throw mistake(file, "has a value of 'tls' that is not an object");
        }
        requireKeys(file, tls, "tls.", TLS_KEYS);
        List<Path> trusted = new ArrayList<>();
        for (JsonNode name : tls.path("ca_certificates")) {
            trusted.add(directory.resolve(name.asText()));
        }
        try {
            return Optional.of(new TlsOptions(
                    text(file, tls, "tls.", "hostname"),
                    trusted,
                    text(file, tls, "tls.", "key").map(directory::resolve),
                    text(file, tls, "tls.", "certificate").map(directory::resolve),
                    List.of(),
                    text(file, tls, "tls.", "key_password")));
        } catch (IllegalArgumentException e) {
            throw mistake(file, "has a wrong value of 'tls': " + e.getMessage());
        }
    }

    private static void requireKeys(Path file, JsonNode map, String path, List<String> keys) throws ShellMistake {
        for (var entry : map.properties()) {
            if (!keys.contains(entry.getKey())) {
                throw mistake(
                        file,
                        "has the unknown key '" + path + ShownText.escaped(entry.getKey()) + "'; the keys are "
                                + String.join(", ", keys));
            }
        }
    }

    private static Optional<String> text(Path file, JsonNode map, String path, String key) throws ShellMistake {
        JsonNode value = map.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw mistake(file, "has a value of '" + path + key + "' that is not a string, or empty");
        }
        return Optional.of(value.textValue());
    }

    private static ShellMistake mistake(Path file, String text) {
        return new ShellMistake("the profile " + file + " " + text);
    }
}
