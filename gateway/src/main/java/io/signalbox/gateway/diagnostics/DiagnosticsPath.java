package io.signalbox.gateway.diagnostics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.signalbox.gateway.access.RequestGate;
import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.gateway.relay.RelaySessions;
import io.signalbox.transport.http.PlainText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.LoggerFactory;

/** Handler of the list of open sessions, for operators on this machine and for authenticated ones. Thread-safe. */
public final class DiagnosticsPath extends Handler.Abstract.NonBlocking {
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(?i:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d*)?");

    private final String path;
    private final boolean isAlwaysEnabled;
    private final int limit;
    private final RelaySessions sessions;
    private final RequestGate gate;

    /**
     * @param path the path of the item
     * @param isDebugged whether the port is debugged
     * @param gate an open gate lets clients on this machine pass only
     */
    public DiagnosticsPath(
            String path, DiagnosticsItem item, boolean isDebugged, RelaySessions sessions, RequestGate gate) {
        this.path = path;
        this.isAlwaysEnabled = isDebugged || item.enabled() == DiagnosticsItem.Enabled.ALWAYS;
        this.limit = item.limit();
        this.sessions = sessions;
        this.gate = gate;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // The level of the log may change while the node runs.
        boolean isEnabled = isAlwaysEnabled
                || LoggerFactory.getLogger(DiagnosticsPath.class).isDebugEnabled();
        if (!isEnabled || !request.getHttpURI().getDecodedPath().equals(path)) {
            return false;
        }
        if (gate.isClosed()) {
            gate.pass(request, response, callback, client -> answer(request, response, callback));
        } else if (!isLocal(request)) {
            PlainText.answer(
                    HttpStatus.FORBIDDEN_403, "This path answers clients on this machine only.", response, callback);
        } else if (!namesThisMachine(request.getHeaders().get(HttpHeader.HOST))) {
            PlainText.answer(
                    HttpStatus.FORBIDDEN_403,
                    "This path answers requests to localhost, 127.0.0.1 or [::1] only.",
                    response,
                    callback);
        } else {
            answer(request, response, callback);
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        if (!HttpMethod.GET.is(request.getMethod())) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET");
            PlainText.answer(HttpStatus.METHOD_NOT_ALLOWED_405, "This path answers GET.", response, callback);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json;charset=utf-8");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, ByteBuffer.wrap(json().getBytes(StandardCharsets.UTF_8)), callback);
        }
    }

    /** A client behind a proxy is no local client, even if the proxy is local. */
    private static boolean isLocal(Request request) {
        return isLoopback(request.getConnectionMetaData().getRemoteSocketAddress())
                && isLoopback(request.getConnectionMetaData()
                        .getConnection()
                        .getEndPoint()
                        .getRemoteSocketAddress());
    }

    /**
     * Returns whether a Host header has a name that no DNS server resolves. A page of another site reads this path in a browser on
     * this machine, if the name of the site resolves to a loopback address (DNS rebinding).
     *
     * @param host may be null
     */
    private static boolean namesThisMachine(String host) {
        return host != null && LOOPBACK_HOST.matcher(host).matches();
    }

    private static boolean isLoopback(SocketAddress address) {
        return address instanceof InetSocketAddress internet
                && internet.getAddress() != null
                && internet.getAddress().isLoopbackAddress();
    }

    private String json() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (RelaySession session : sessions.open(limit)) {
            list.addObject()
                    .put("sessionId", session.id())
                    .put("clientAddress", session.route().clientAddress())
                    .put("gatewayPath", session.route().gatewayPath())
                    .put("serviceUrl", session.serviceUrl())
                    .put("serviceSessionId", session.serviceId());
        }
        return list.toString();
    }
}
