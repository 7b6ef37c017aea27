package io.signalbox.router.cookie;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * File of lines, one for each change of a table of cookies, behind a line with the name of the format. Only this user may
 * read the file. A line that a crash has cut is recognized, and hides no other line. A second file with the ending {@code
 * .lock} is locked, so that two nodes do not write one file. Not thread-safe.
 */
final class CookieLog implements AutoCloseable {
    private static final String FORMAT = "signalbox-cookies 1";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /** A file with fewer lines than these beside the cookies of its table is not written anew. */
    private static final long MIN_WASTE = 1_000;

    private static final int CHUNK_BYTES = 256 << 10;

    private final Path path;
    private final FileChannel lock;
    private FileChannel channel;
    private long lines;
    private long damaged;

    private CookieLog(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens a file, or creates it.
     *
     * @param changes takes the changes in the file, in their order
     * @throws IOException if the file cannot be used; the message has the remedy
     */
    static CookieLog open(Path file, Consumer<CookieRecord> changes) throws IOException {
        // A link names the file of another node, which is locked beside the file itself.
        Path path = Files.exists(file) ? file.toRealPath() : file;
        CookieLog log = new CookieLog(path, lock(path));
        try {
            if (Files.exists(path) && Files.size(path) > 0) {
                log.read(changes);
                if (isPosix(path)) {
                    Files.setPosixFilePermissions(path, OWNER_ONLY);
                }
                log.channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            } else {
                log.rewrite(List.of());
            }
            return log;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = beside(path, ".lock");
        FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly(file));
        boolean isLocked = false;
        try {
            isLocked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // Another node of this process has the lock.
            isLocked = false;
        } finally {
            if (!isLocked) {
                channel.close();
            }
        }
        if (!isLocked) {
            throw new IOException("the file of cookies " + path
                    + " is in use by another node - stop that node, or name another file");
        }
        return channel;
    }

    private static Path beside(Path path, String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private void read(Consumer<CookieRecord> changes) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), CHUNK_BYTES)) {
            if (!FORMAT.equals(new String(nextLine(in), StandardCharsets.ISO_8859_1))) {
                throw new IOException(
                        path + " is no file of cookies of this node - name another file, which need not exist");
            }
            for (byte[] line = nextLine(in); line != null; line = nextLine(in)) {
                lines++;
                CookieRecord.parse(line).ifPresentOrElse(changes, () -> damaged++);
            }
        }
    }

    /**
     * Returns the next line without its line feed; null at the end of the file. A line without a line feed, or one that is too
     * long, is returned with a byte that makes it invalid.
     */
    private static byte[] nextLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() < CookieRecord.MAX_BYTES) {
                line.write(next);
            }
            next = in.read();
        }
        if (next < 0) {
            line.write(0);
        }
        return line.toByteArray();
    }

    /** Returns the number of lines that were damaged when the file was opened. */
    long damaged() {
        return damaged;
    }

    /** Returns whether more than half of the lines are of no use to a table with this number of cookies. */
    boolean isWasteful(int cookies) {
        return lines > 2L * cookies + MIN_WASTE;
    }

    /** Appends changes. They are on the disk when the method returns. */
    void append(List<CookieRecord> changes) throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (CookieRecord change : changes) {
            bytes.writeBytes(change.line());
        }
        write(channel, bytes);
        channel.force(false);
        lines += changes.size();
    }

    /** Replaces the file by a new one with these cookies. A crash leaves either the old file or the new one. */
    void rewrite(List<TrackedCookie> cookies) throws IOException {
        Path file = beside(path, ".new");
        Files.deleteIfExists(file);
        FileChannel fresh = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(file));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes((FORMAT + "\n").getBytes(StandardCharsets.ISO_8859_1));
            for (TrackedCookie cookie : cookies) {
                bytes.writeBytes(cookie.record().line());
                if (bytes.size() > CHUNK_BYTES) {
                    write(fresh, bytes);
                    bytes.reset();
                }
            }
            write(fresh, bytes);
            fresh.force(true);
            Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
        FileChannel before = channel;
        channel = fresh;
        lines = cookies.size();
        if (before != null) {
            before.close();
        }
    }

    private void forceDirectory() throws IOException {
        if (isPosix(path)) {
            try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private static void write(FileChannel to, ByteArrayOutputStream bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            lock.close();
        }
    }
}
