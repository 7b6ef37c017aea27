package io.signalbox.router.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/** Writer of configuration files: a file is written as a whole or not at all, and keeps the permissions of its source. */
final class ConfigOutput {
    private ConfigOutput() {}

    /** Replaces a file and returns the backup of the former file. */
    static Path replace(Path file, String text) throws IOException {
        Path target = file.toRealPath();
        Path backup = backupOf(target);
        Path temporary = temporary(target, target, text);
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return backup;
    }

    /**
     * Writes a new file with the permissions of another file.
     *
     * @throws FileAlreadyExistsException if the file exists
     */
    static void create(Path target, Path from, String text) throws IOException {
        Path temporary = temporary(target.toAbsolutePath(), from, text);
        try {
            // Unlike a move, a link never replaces a file that another process has just written.
            Files.createLink(target, temporary);
        } catch (UnsupportedOperationException e) {
            Files.move(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path backupOf(Path file) throws IOException {
        for (int i = 1; ; i++) {
            Path backup = file.resolveSibling(file.getFileName() + ".backup" + (i == 1 ? "" : i));
            try {
                return Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
            } catch (FileAlreadyExistsException e) {
                // Try the next name: an earlier backup is never overwritten.
            }
        }
    }

    private static Path temporary(Path target, Path permissionsOf, String text) throws IOException {
        Path temporary = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        PosixFileAttributeView from = Files.getFileAttributeView(permissionsOf, PosixFileAttributeView.class);
        if (from != null) {
            Files.setPosixFilePermissions(temporary, from.readAttributes().permissions());
        }
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return temporary;
    }
}
