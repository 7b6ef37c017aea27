package io.signalbox.transport.http;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** Serves the files of one directory, without listing it. */
public final class StaticFiles {
    private StaticFiles() {}

    /** The files of {@code directory} under {@code path}; {@code index.html} stands for the directory itself. */
    public static HostPath at(String path, Path directory) {
        ResourceHandler files = new ResourceHandler();
        files.setDirAllowed(false);
        files.setWelcomeFiles(List.of("index.html", "index.htm"));
        ContextHandler context = new ContextHandler(files, path);
        context.setBaseResource(ResourceFactory.of(context).newResource(directory));
        return new HostPath(path, true, "http", context);
    }
}
