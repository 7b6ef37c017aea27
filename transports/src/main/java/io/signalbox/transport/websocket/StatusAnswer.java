package io.signalbox.transport.websocket;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Answer of a server that opens no WebSocket.
 *
 * @param problem what the server did
 * @param remedy what to do about the problem
 */
record StatusAnswer(String problem, String remedy) {
    private static final int MAX_LOCATION_CHARS = 200;

    static StatusAnswer of(int status, HttpFields headers) {
        String message = HttpStatus.getMessage(status);
        String name = message.equals(Integer.toString(status)) ? message : status + " " + message;
        if (HttpStatus.isRedirection(status) && headers.contains(HttpHeader.LOCATION)) {
            return redirect(name, headers.get(HttpHeader.LOCATION));
        }
        return new StatusAnswer("answered " + name + " to the WebSocket handshake", remedy(status));
    }

    /** A redirect is not followed: it could lead from TLS to a connection in clear, or to another host. */
    private static StatusAnswer redirect(String name, String location) {
        String shown =
                location.length() <= MAX_LOCATION_CHARS ? location : location.substring(0, MAX_LOCATION_CHARS) + "...";
        return new StatusAnswer(
                "answered " + name + " to the WebSocket handshake, a redirect to " + shown,
                "set the URL to that address if the address is trustworthy, because redirects are not followed");
    }

    private static String remedy(int status) {
        return switch (status) {
            case HttpStatus.OK_200 -> "correct the path of the URL: this path serves no WebSocket";
            case HttpStatus.BAD_REQUEST_400, HttpStatus.UPGRADE_REQUIRED_426 ->
                "let every proxy on the way forward the headers Upgrade and Connection";
            case HttpStatus.UNAUTHORIZED_401 -> "give the credentials that the server or its proxy demands";
            case HttpStatus.FORBIDDEN_403 -> "permit this client in the access rules of the server";
            case HttpStatus.NOT_FOUND_404 -> "correct the path of the URL";
            case HttpStatus.TOO_MANY_REQUESTS_429 -> "open fewer connections, or raise the limit of the server";
            case HttpStatus.BAD_GATEWAY_502, HttpStatus.SERVICE_UNAVAILABLE_503, HttpStatus.GATEWAY_TIMEOUT_504 ->
                "wait until the server is ready, or look in the log of the server and its proxy";
            default ->
                HttpStatus.isServerError(status)
                        ? "look for the reason in the log of the server"
                        : "name a port and a path with a WebSocket server in the URL";
        };
    }
}
