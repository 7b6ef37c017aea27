package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.CryptosignKeyText;
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
import java.util.Optional;

/**
 * Files with the key pair of a node, in the format of Crossbar.io, see {@link CryptosignKeyText}. Stateless and
 * thread-safe.
 */
public final class NodeKeyFile {
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
        try {
            return Optional.of(
                    CryptosignKeyText.parse(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new Defect(e.getMessage());
        }
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
                        + CryptosignKeyText.PUBLIC_KEY + ": " + key.publicKey().hex() + "\n";
        write(publicFile, "Signalbox node public key\n\n" + tags, "rw-r--r--");
        write(
                privateFile,
                "Signalbox node private key - KEEP THIS SAFE!\n\n" + tags + CryptosignKeyText.PRIVATE_KEY + ": "
                        + key.hex() + "\n",
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
