package io.signalbox.transport.port;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.stream.Collectors;

/** Explanation of a failure to open a port, with the remedy for its cause. Stateless and thread-safe. */
final class BindFailure {
    /** Message of the router: the system has no message for this failure. */
    static final String NO_SHARING = "this system has no SO_REUSEPORT";

    private static final String IN_USE = "Address already in use";

    /**
     * Remedies by the message of the system, which is all that the JDK keeps of the cause. Any other message gets a
     * general remedy.
     */
    private static final Map<String, String> REMEDIES = Map.of(
            IN_USE,
            "stop the process that uses this port, or set another 'port'",
            NO_SHARING,
            "remove 'shared'",
            "Permission denied",
            "set a 'port' from 1024 on, or allow the service lower ones (CAP_NET_BIND_SERVICE)",
            "Too many open files",
            "raise the limit of open files (ulimit -n, LimitNOFILE= of systemd)",
            "Address family not supported by protocol",
            "this system has no such IP version: set 'version' to 4 and an IPv4 'interface', or enable IPv6",
            "Protocol family unavailable",
            "this system has no such IP version: set 'version' to 4 and an IPv4 'interface', or enable IPv6");

    private BindFailure() {}

    static boolean isInUse(Throwable failure) {
        return IN_USE.equals(deepest(failure).getMessage());
    }

    private static Throwable deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String explain(Throwable failure, String host) {
        Throwable cause = deepest(failure);
        if (cause instanceof UnknownHostException) {
            return "the name '" + host + "' cannot be resolved - set 'interface' to " + addresses();
        }
        if (cause instanceof UnsupportedOperationException) {
            return "this JVM has no IPv6 - enable IPv6 and remove java.net.preferIPv4Stack, or set an IPv4 'interface'";
        }
        String text = cause.getMessage();
        if ("Cannot assign requested address".equals(text)) {
            return "'" + host + "' is no address of this machine - set 'interface' to " + addresses();
        }
        return text + " - " + REMEDIES.getOrDefault(String.valueOf(text), "check 'interface' and 'port'");
    }

    private static String addresses() {
        try {
            return "one of "
                    + NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .map(InetAddress::getHostAddress)
                            .limit(8)
                            .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "an address of this machine";
        }
    }
}
