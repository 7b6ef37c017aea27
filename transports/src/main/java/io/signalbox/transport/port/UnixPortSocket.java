package io.signalbox.transport.port;

import io.signalbox.transport.io.SendBuffer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server socket of a Unix domain socket. The socket is bound under a temporary name in a folder that only the owner of
 * the process may enter, gets its permissions, and is renamed. No client can therefore connect before the permissions are
 * set, and the name always exists while the socket of an ended process is replaced. Thread-safe.
 */
final class UnixPortSocket implements PortSocket {
    private static final Logger LOG = LoggerFactory.getLogger(UnixPortSocket.class);

    private static final int FOLDER_DIGITS = 6;

    /** Length of the temporary name without the name of the socket: slash, dot, digits. */
    static final int TEMPORARY_BYTES = 2 + FOLDER_DIGITS;

    private static final int FILE_KIND = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final ListeningAddress.Unix address;
    private final SocketSettings settings;

    /** Identity of the bound socket, or null. */
    private Object bound;

    UnixPortSocket(ListeningAddress.Unix address, SocketSettings settings) {
        this.path = address.path();
        this.address = address;
        this.settings = settings;
    }

    /** Reason why a path cannot be bound, with the remedy. */
    private static final class UnusablePath extends IOException {
        private static final long serialVersionUID = 1L;

        UnusablePath(String problem, String remedy) {
            super(problem + " - " + remedy);
        }
    }

    @Override
    public synchronized ServerSocketChannel open() throws IOException {
        int bytes = ListeningAddress.Unix.pathBytes(path);
        if (bytes > ListeningAddress.Unix.MAX_PATH_BYTES) {
            throw new UnusablePath(
                    "the path has " + bytes + " bytes, and that of a Unix domain socket at most "
                            + ListeningAddress.Unix.MAX_PATH_BYTES,
                    "shorten 'path'");
        }
        checkThatNobodyListens();
        Path folder = privateFolder();
        try {
            return openIn(folder);
        } finally {
            removeFolder(folder);
        }
    }

    private ServerSocketChannel openIn(Path folder) throws IOException {
        Path temporary = folder.resolve(path.getFileName());
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(temporary), settings.backlog());
            Files.setPosixFilePermissions(temporary, address.permissions());
            Object key = key(temporary);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            bound = key;
            return channel;
        } catch (Throwable failure) {
            channel.close();
            Files.deleteIfExists(temporary);
            throw failure;
        }
    }

    private void removeFolder(Path folder) {
        try {
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("path={} the temporary folder {} cannot be removed: {}", path, folder, e.toString());
        }
    }

    /** Accepts a free name, and the name of a socket without a process behind it. */
    private void checkThatNobodyListens() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        if ((mode & FILE_KIND) != SOCKET) {
            throw new UnusablePath(
                    "there is a file at this path that is not a socket", "remove the file, or set another 'path'");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A blocking connect waits while the backlog of the other process is full.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            LOG.info("path={} replaces the socket of an ended process", path);
            return;
        }
        throw new UnusablePath(
                "a process listens on this socket", "stop the process that uses this path, or set another 'path'");
    }

    private Path privateFolder() throws IOException {
        while (true) {
            String digits =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), FOLDER_DIGITS);
            try {
                return Files.createDirectory(
                        path.resolveSibling("." + digits),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                LOG.debug("path={} the folder {} exists", path, digits);
            }
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public void setUp(SocketChannel accepted) throws IOException {
        if (settings.sendBufferBytes() > 0) {
            accepted.setOption(StandardSocketOptions.SO_SNDBUF, SendBuffer.firstBytes(settings.sendBufferBytes()));
        }
    }

    /** Removes the socket, unless another process has replaced it. */
    @Override
    public synchronized void remove() {
        if (bound == null) {
            return;
        }
        try {
            if (bound.equals(key(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("path={} the socket is removed already", path);
        } catch (IOException e) {
            LOG.warn("path={} the socket cannot be removed: {}", path, e.toString());
        }
        bound = null;
    }

    @Override
    public int boundPort() {
        return 0;
    }

    @Override
    public String name() {
        return path.toString();
    }

    /** Returns the form of WebSocket clients with Unix domain sockets: the path of the request follows a colon. */
    @Override
    public String url(String scheme, String requestPath) {
        return scheme + "+unix:" + path + (requestPath.isEmpty() ? "" : ":" + requestPath);
    }

    @Override
    public String explain(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case UnusablePath unusable -> unusable.getMessage();
            case NoSuchFileException missing ->
                "the folder " + path.getParent() + " does not exist - create the folder, or correct 'path'";
            case AccessDeniedException denied ->
                "access to " + denied.getFile() + " is denied - change the permissions of the folder "
                        + path.getParent();
            default ->
                cause.getMessage() + " - set a 'path' in a folder of a local file system that the node may write to";
        };
    }
}
