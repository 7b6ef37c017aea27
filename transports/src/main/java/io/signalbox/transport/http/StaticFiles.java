package io.signalbox.transport.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Serves the files of one directory, without listing it. A path is decoded exactly once, so that every name of a file
 * has a path. Only regular files whose real path lies in the directory are served: neither {@code ..} nor a symbolic
 * link leads out of it, and no request waits for a FIFO.
 */
public final class StaticFiles extends Handler.Abstract {
    private static final List<String> WELCOME_NAMES = List.of("index.html", "index.htm");

    private final Path directory;
    private final ResourceService service = new ResourceService();
    private ByteBufferPool.Sized buffers;

    private StaticFiles(Path directory) {
        this.directory = directory;
    }

    /** The files of {@code directory} under {@code path}; {@code index.html} stands for the directory itself. */
    public static HostPath at(String path, Path directory) {
        return new HostPath(path, "http", new ContextHandler(new StaticFiles(directory), path));
    }

    @Override
    protected void doStart() throws Exception {
        buffers = new ByteBufferPool.Sized(getServer().getByteBufferPool());
        super.doStart();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return false;
        }
        String name = name(request);
        if (name == null) {
            return false;
        }
        Optional<Path> found = find(name);
        boolean asDirectory = name.isEmpty() || name.endsWith("/");
        if (found.isEmpty() || asDirectory && !Files.isDirectory(found.get())) {
            return false;
        }
        if (asDirectory) {
            return serveWelcome(name, request, response, callback);
        }
        if (Files.isDirectory(found.get())) {
            redirectToDirectory(request, response, callback);
        } else {
            serve(found.get(), name, request, response, callback);
        }
        return true;
    }

    /** The name below the directory that a request asks for, decoded; null when the path is not one of this context. */
    private static String name(Request request) {
        // A file has no path parameters: a semicolon is part of its name.
        String raw = request.getHttpURI().getPath().replace(";", "%3B");
        String path = request.getContext().getPathInContext(HttpURI.from(raw).getCanonicalPath());
        // The canonical path has no dot segments left and is still encoded where that makes a difference.
        return path == null ? null : URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The real path of a directory or a regular file that may be read. */
    private Optional<Path> find(String name) throws IOException {
        try {
            Path real = directory.resolve(name).toRealPath();
            boolean served = real.startsWith(directory.toRealPath())
                    && Files.isReadable(real)
                    && (Files.isRegularFile(real) || Files.isDirectory(real));
            return served ? Optional.of(real) : Optional.empty();
        } catch (InvalidPathException | FileSystemException e) {
            // Nothing has such a name, or nobody here may look.
            return Optional.empty();
        }
    }

    private boolean serveWelcome(String name, Request request, Response response, Callback callback)
            throws IOException {
        for (String welcome : WELCOME_NAMES) {
            Optional<Path> file = find(name + welcome).filter(Files::isRegularFile);
            if (file.isPresent()) {
                HttpURI uri = HttpURI.build(request.getHttpURI())
                        .path(request.getHttpURI().getPath() + welcome);
                serve(file.get(), welcome, Request.serveAs(request, uri), response, callback);
                return true;
            }
        }
        return false;
    }

    /** Not with Jetty's redirects, which refuse an encoded percent sign. */
    private static void redirectToDirectory(Request request, Response response, Callback callback) {
        HttpURI uri = request.getHttpURI();
        String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
        response.setStatus(HttpStatus.FOUND_302);
        response.getHeaders().put(HttpHeader.LOCATION, uri.getPath() + "/" + query);
        response.write(true, null, callback);
    }

    private void serve(Path file, String name, Request request, Response response, Callback callback) {
        String type = MimeTypes.DEFAULTS.getMimeByExtension(name);
        ResourceHttpContent content =
                new ResourceHttpContent(ResourceFactory.of(this).newResource(file), type, buffers);
        service.doGet(request, response, callback, content);
    }
}
