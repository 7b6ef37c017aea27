package io.signalbox.transport.http;

import org.eclipse.jetty.server.Handler;

/**
 * What a host serves under one path and everything below it that no longer path of the host takes.
 *
 * @param path begins with a slash
 * @param scheme {@code ws} or {@code http}, for the address that the node shows
 */
public record HostPath(String path, String scheme, Handler handler) {

    /** Returns the path in the syntax of a servlet mapping. */
    public String pathSpec() {
        return path.equals("/") ? "/*" : path + "/*";
    }
}
