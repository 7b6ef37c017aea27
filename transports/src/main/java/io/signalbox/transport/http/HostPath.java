package io.signalbox.transport.http;

import org.eclipse.jetty.server.Handler;

/**
 * What a host serves under one path.
 *
 * @param path begins with a slash
 * @param withSubpaths whether everything below the path belongs to it too
 * @param scheme {@code ws} or {@code http}, for the address that the node shows
 */
public record HostPath(String path, boolean withSubpaths, String scheme, Handler handler) {

    String pathSpec() {
        if (!withSubpaths) {
            return path.equals("/") ? "" : path;
        }
        return path.equals("/") ? "/*" : path + "/*";
    }
}
