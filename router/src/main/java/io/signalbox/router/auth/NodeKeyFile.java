package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Files with the key pair of a node, in the format of Crossbar.io: a line of text, an empty line, and lines {@code tag:
 * value}. Stateless and thread-safe.
 */
public final class NodeKeyFile {
    private static final String PRIVATE_KEY = "private-key-ed25519";
    private static final String PUBLIC_KEY = "public-key-ed25519";

    private NodeKeyFile() {}

    /** Thrown for a file that is not a key file. The message contains no content of the file. */
    public static final class Defect extends IOException {
        private static final long serialVersionUID = 1L;

        Defect(String message) {
            super(message);
        }
    }

    /**
     * Reads a private key.
     *
     * @return empty if the file does not exist
     * @throws Defect if the file has no key, or the public key is that of another private key
     */
    public static Optional<CryptosignKey> read(Path file) throws IOException {
        Map<String, String> tags;
        try {
            tags = tags(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        CryptosignKey key = CryptosignKey.of(tags.getOrDefault(PRIVATE_KEY, ""))
                .orElseThrow(() -> new Defect("has no line '" + PRIVATE_KEY + "' with 64 hexadecimal digits"));
        String publicKey = tags.getOrDefault(PUBLIC_KEY, key.publicKey().hex());
        if (!publicKey.equalsIgnoreCase(key.publicKey().hex())) {
            throw new Defect("has a '" + PUBLIC_KEY + "' that is not the public key of its private key");
        }
        return Optional.of(key);
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new HashMap<>();
        text.lines()
                .dropWhile(line -> !line.isBlank())
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> tags.put(parts[0].strip().toLowerCase(Locale.ROOT), parts[1].strip()));
        return tags;
    }

    /**
     * Writes a key pair into two new files: the private key, which only this user may read, and the public key. Each file
     * gets its name when it is complete, so that a full disk or a crash leaves no part of a key.
     *
     * @throws java.nio.file.FileAlreadyExistsException if one of the files exists
     */
    public static void create(CryptosignKey key, Path privateFile, Path publicFile, Instant now) throws IOException {
        String tags =
                "creator: signalbox\ncreated-at: " + now.truncatedTo(ChronoUnit.MILLIS) + "\nmachine-id: unknown\n"
                        + PUBLIC_KEY + ": " + key.publicKey().hex() + "\n";
        write(publicFile, "Signalbox node public key\n\n" + tags, "rw-r--r--");
        write(
                privateFile,
                "Signalbox node private key - KEEP THIS SAFE!\n\n" + tags + PRIVATE_KEY + ": " + key.hex() + "\n",
                "rw-------");
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        // Only this user may read and write a temporary file from its creation on.
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
            }
            place(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Gives a complete file its name. A link, in contrast to a move, never replaces a file. */
    private static void place(Path temporary, Path file) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // The file system has no links.
            Files.move(temporary, file);
        }
    }
}
