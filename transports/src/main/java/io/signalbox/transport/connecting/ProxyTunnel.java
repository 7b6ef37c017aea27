package io.signalbox.transport.connecting;

import static io.signalbox.protocol.connection.ConnectFailure.Kind.PROXY;

import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.http.ClientExchange;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Tunnel through an HTTP proxy (RFC 9110 section 9.3.6, CONNECT): asks the proxy for a connection, and continues with the
 * protocol of the router.
 *
 * <p>Confined to one socket. Jetty calls it on one thread at a time.
 */
final class ProxyTunnel implements ClientExchange.Outcome {
    private static final String REMEDY = "correct 'proxy', or look for the reason in the log of the proxy";

    private final HttpProxy proxy;
    private final Endpoint.Tcp router;
    private final ClientOpening<?> opening;
    private final Function<EndPoint, Connection> next;
    private boolean isThrough;

    /** @param next creates the connection of Jetty for the tunnel */
    ProxyTunnel(HttpProxy proxy, Endpoint.Tcp router, ClientOpening<?> opening, Function<EndPoint, Connection> next) {
        this.proxy = proxy;
        this.router = router;
        this.opening = opening;
        this.next = next;
    }

    Connection over(EndPoint endPoint, Executor executor) {
        String authority = router.authority();
        String request = "CONNECT " + authority + " HTTP/1.1\r\n"
                + "Host: " + authority + "\r\n"
                + proxy.credentials()
                        .map(credentials -> "Proxy-Authorization: " + credentials.basic() + "\r\n")
                        .orElse("")
                + "\r\n";
        return new ClientExchange(endPoint, executor, request, this);
    }

    @Override
    public void answered(EndPoint endPoint, int status, HttpFields headers) {
        if (HttpStatus.isSuccess(status)) {
            isThrough = true;
            endPoint.upgrade(next.apply(endPoint));
        } else {
            fail("answered " + status + " " + HttpStatus.getMessage(status), remedy(status), null);
        }
    }

    private static String remedy(int status) {
        return switch (status) {
            case HttpStatus.PROXY_AUTHENTICATION_REQUIRED_407 -> "set user and password of the proxy";
            case HttpStatus.FORBIDDEN_403 -> "permit the address of the router in the access rules of the proxy";
            case HttpStatus.BAD_GATEWAY_502, HttpStatus.SERVICE_UNAVAILABLE_503, HttpStatus.GATEWAY_TIMEOUT_504 ->
                "start the router, or correct host and port";
            default -> REMEDY;
        };
    }

    @Override
    public void closed(Throwable cause) {
        // The upgrade closes this exchange.
        if (!isThrough) {
            fail("closed the connection before it answered", REMEDY, cause);
        }
    }

    @Override
    public void brokeProtocol(String what, Throwable cause) {
        fail(what, REMEDY, cause);
    }

    private void fail(String problem, String remedy, Throwable cause) {
        String name = proxy.endpoint().authority();
        opening.fail(PROXY, "cannot be reached through the proxy " + name + ", which " + problem, remedy, cause);
    }
}
