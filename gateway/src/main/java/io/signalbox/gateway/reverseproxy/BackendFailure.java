package io.signalbox.gateway.reverseproxy;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.transport.websocket.CloseCode;
import org.eclipse.jetty.http.HttpStatus;

/**
 * What a client is told when no backend can be connected. The texts do not tell where the backend is.
 *
 * @param code the close code for a client that is connected
 * @param status the HTTP status for a client that is not connected
 * @param text the reason, for people
 */
public record BackendFailure(int code, int status, String text) {
    public static final BackendFailure SHUTDOWN =
            new BackendFailure(CloseCode.GOING_AWAY, HttpStatus.SERVICE_UNAVAILABLE_503, "shutdown");
    public static final BackendFailure DEFECT =
            new BackendFailure(CloseCode.INTERNAL_ERROR, HttpStatus.INTERNAL_SERVER_ERROR_500, "Internal error");

    /** @param isOneOfSeveral whether the failed backend is the last one of several */
    public static BackendFailure of(Throwable failure, boolean isOneOfSeveral) {
        if (!(failure instanceof ConnectFailure connecting)) {
            return DEFECT;
        }
        return switch (connecting.kind()) {
            case UNKNOWN_HOST, REFUSED, UNREACHABLE, PROXY, TLS, CERTIFICATE, BUSY, SETTINGS ->
                new BackendFailure(
                        isOneOfSeveral ? CloseCode.SERVICE_RESTART : CloseCode.INTERNAL_ERROR,
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "The backend cannot be reached");
            case TIMED_OUT -> new BackendFailure(CloseCode.INTERNAL_ERROR, HttpStatus.GATEWAY_TIMEOUT_504, "Timeout");
            case HTTP_STATUS -> ofStatus(connecting.httpStatus());
            case CLOSED -> withoutAnswer(isOneOfSeveral ? CloseCode.SERVICE_RESTART : CloseCode.INTERNAL_ERROR);
            case PROTOCOL -> withoutAnswer(CloseCode.INTERNAL_ERROR);
            case SERIALIZER ->
                new BackendFailure(
                        CloseCode.PROTOCOL_ERROR,
                        HttpStatus.BAD_GATEWAY_502,
                        "The backend did not accept the subprotocol");
            case CANCELED -> SHUTDOWN;
            case INTERNAL -> DEFECT;
        };
    }

    /**
     * Returns the reason of a failure for the log. It has no subprotocols, because clients write bearer tokens in them.
     *
     * @param backend the URL of the backend for people
     */
    public static String logged(Throwable failure, String backend) {
        return failure instanceof ConnectFailure connecting && connecting.kind() == ConnectFailure.Kind.SERIALIZER
                ? backend
                        + " did not choose a subprotocol that the client offers - let 'subprotocols' name those of the"
                        + " backend"
                : failure.getMessage();
    }

    private static BackendFailure withoutAnswer(int code) {
        return new BackendFailure(
                code, HttpStatus.BAD_GATEWAY_502, "The backend did not accept the WebSocket handshake");
    }

    private static BackendFailure ofStatus(int status) {
        if (status == HttpStatus.UNAUTHORIZED_401) {
            return new BackendFailure(CloseCode.UNSUPPORTED_DATA, status, "Invalid login credentials");
        }
        boolean isOfClient = HttpStatus.isRedirection(status) || HttpStatus.isClientError(status);
        return new BackendFailure(
                isOfClient ? CloseCode.UNSUPPORTED_DATA : CloseCode.INTERNAL_ERROR,
                HttpStatus.BAD_GATEWAY_502,
                "The backend answered " + status + " to the WebSocket handshake");
    }
}
