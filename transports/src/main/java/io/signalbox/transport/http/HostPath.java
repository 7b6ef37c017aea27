package io.signalbox.transport.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Path of a host with its handler. The handler serves the path and everything below it, except for the longer paths of
 * the host.
 *
 * @param path begins with a slash
 * @param scheme {@code ws} or {@code http}, for the address that the node shows
 */
public record HostPath(String path, String scheme, Handler handler) {

    /** Returns a path without content. Without this path, the service of a shorter path would get the requests. */
    public static HostPath nothing(String path) {
        return new HostPath(path, "http", new Nothing());
    }

    private static final class Nothing extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return false;
        }
    }

    /** Returns the path in the syntax of a servlet mapping. */
    public String pathSpec() {
        return path.equals("/") ? "/*" : path + "/*";
    }
}
