package io.signalbox.transport.port;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Address that a port listens on. */
public sealed interface ListeningAddress {

    /**
     * Address of TCP.
     *
     * @param host an address or a name of this machine. {@code 0.0.0.0} takes connections of IPv4, {@code ::} of IPv4 and IPv6
     * @param version the version of the internet protocol that is preferred if a name has addresses of both, 4 or 6
     * @param firstPort 1 to 65535, or 0 for any free port
     * @param lastPort at least {@code firstPort}. The first port from {@code firstPort} on that is free is bound
     * @param isShared whether other sockets with the option SO_REUSEPORT may listen on the same port
     */
    record Tcp(String host, int version, int firstPort, int lastPort, boolean isShared) implements ListeningAddress {

        /** Returns an address with one port. */
        public static Tcp of(String host, int port) {
            return new Tcp(host, 4, port, port, false);
        }

        boolean isRange() {
            return firstPort < lastPort;
        }
    }

    /**
     * Address of a Unix domain socket.
     *
     * @param path absolute
     * @param permissions of the socket file; connecting requires the permission to write
     */
    record Unix(Path path, Set<PosixFilePermission> permissions) implements ListeningAddress {
        /** Length of the longest path, in bytes. The system takes 107, the JDK 106, and a temporary name needs eight more. */
        public static final int MAX_PATH_BYTES = 106 - UnixPortSocket.TEMPORARY_BYTES;

        public Unix {
            permissions = Set.copyOf(permissions);
        }

        /** Returns the length of a path in bytes, for the comparison with {@link #MAX_PATH_BYTES}. */
        public static int pathBytes(Path path) {
            return path.toString().getBytes(StandardCharsets.UTF_8).length;
        }

        /** Returns the permissions of an octal number of three or four digits, such as {@code 0660}. */
        public static Set<PosixFilePermission> permissions(String octal) {
            int mode = Integer.parseInt(octal, 8);
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            PosixFilePermission[] fromOwner = PosixFilePermission.values();
            for (int i = 0; i < fromOwner.length; i++) {
                if ((mode & 0400 >> i) != 0) {
                    permissions.add(fromOwner[i]);
                }
            }
            return permissions;
        }
    }
}
