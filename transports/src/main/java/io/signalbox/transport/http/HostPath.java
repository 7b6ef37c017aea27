package io.signalbox.transport.http;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a host serves under one path and everything below it that no longer path of the host takes.
 *
 * @param path begins with a slash
 * @param scheme {@code ws} or {@code http}, for the address that the node shows
 */
public record HostPath(String path, String scheme, Handler handler) {

    /**
     * A path at which there is nothing. Without it, its requests would go to the service of a shorter path.
     */
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
