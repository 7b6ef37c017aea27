package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.ConnectFailure.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.UnsupportedAddressTypeException;

/**
 * Reason why a socket cannot be connected.
 *
 * @param problem what happened
 * @param remedy what to do about the problem
 */
record ConnectProblem(Kind kind, String problem, String remedy) {

    /** Explanation of the failures of one address. */
    interface Explanation {
        ConnectProblem of(Throwable failure);
    }

    /**
     * Explains a failure.
     *
     * @param address the address of the socket, such as {@code 127.0.0.1:8080}
     * @param isProxy whether the address is the one of the proxy
     */
    static ConnectProblem tcp(Throwable failure, String address, boolean isProxy) {
        String where = isProxy ? "the proxy at " + address : address;
        String subject = isProxy ? "'proxy'" : "host and port";
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof NoRouteToHostException || text.contains("unreachable")) {
            return new ConnectProblem(
                    Kind.UNREACHABLE,
                    "cannot be connected to: no route to " + where + " (" + text + ")",
                    "correct " + subject + ", or the routes and the firewall of this machine");
        }
        if (failure instanceof ConnectException && text.contains("refused")) {
            return new ConnectProblem(
                    isProxy ? Kind.PROXY : Kind.REFUSED,
                    "cannot be connected to: no process listens at " + where,
                    "start " + (isProxy ? "the proxy" : "the router") + ", or correct " + subject);
        }
        if (text.contains("Too many open files")) {
            return new ConnectProblem(
                    Kind.INTERNAL,
                    "cannot be connected to: this process has too many open files",
                    "raise the limit (ulimit -n, LimitNOFILE= of systemd)");
        }
        if (failure instanceof UnsupportedAddressTypeException || text.contains("family")) {
            return new ConnectProblem(
                    Kind.UNREACHABLE,
                    "cannot be connected to: this system has not the version of IP of " + where,
                    "set 'version' to the other version of IP, or enable this one");
        }
        boolean isOfNetwork = failure instanceof SocketException;
        return new ConnectProblem(
                isOfNetwork ? Kind.UNREACHABLE : Kind.INTERNAL,
                "cannot be connected to at " + where + ": " + (isOfNetwork ? text : failure.toString()),
                isOfNetwork
                        ? "correct " + subject + ", or look at the network of this machine"
                        : "report the stack trace");
    }

    /** Explains a failure of a Unix domain socket. The JDK keeps only the text of the system. */
    static ConnectProblem unix(Throwable failure, String path) {
        String text = String.valueOf(failure.getMessage());
        if (text.contains("No such file")) {
            return new ConnectProblem(
                    Kind.UNREACHABLE,
                    "cannot be connected to: there is no socket " + path,
                    "start the router, or correct the path");
        }
        if (text.contains("refused")) {
            return new ConnectProblem(
                    Kind.REFUSED,
                    "cannot be connected to: no process listens at " + path,
                    "start the router, or correct the path");
        }
        if (text.contains("Permission denied")) {
            return new ConnectProblem(
                    Kind.UNREACHABLE,
                    "cannot be connected to: the user of this process may not write to " + path,
                    "let the router give the socket to the group of this process ('permissions')");
        }
        boolean isOfSystem = failure instanceof SocketException;
        return new ConnectProblem(
                isOfSystem ? Kind.UNREACHABLE : Kind.INTERNAL,
                "cannot be connected to at " + path + ": " + (isOfSystem ? text : failure.toString()),
                isOfSystem ? "correct the path" : "report the stack trace");
    }
}
