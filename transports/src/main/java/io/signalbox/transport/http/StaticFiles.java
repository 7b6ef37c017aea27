package io.signalbox.transport.http;

import io.signalbox.transport.connection.AssemblyBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
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
 * Handler that serves the files of one directory, which may be created later. A path is decoded exactly once, so that
 * every name of a file has a path. Only regular files whose real path lies in the directory are served and listed:
 * neither {@code ..} nor a symbolic link leads out of the directory, and no request waits for a FIFO. Thread-safe.
 */
public final class StaticFiles extends Handler.Abstract {
    private static final List<String> WELCOME_NAMES = List.of("index.html", "index.htm");
    private static final String NO_CACHE = "no-cache";

    private final Path directory;
    private final StaticFileSettings settings;
    private final AssemblyBudget listings;
    private final MimeTypes.Mutable types = new MimeTypes.Mutable(MimeTypes.DEFAULTS);
    private final ResourceService service = new ResourceService();
    private ByteBufferPool.Sized buffers;

    private StaticFiles(Path directory, StaticFileSettings settings, AssemblyBudget listings) {
        this.directory = directory;
        this.listings = listings;
        this.settings = settings;
        // Jetty's extensions have no dot.
        settings.mimeTypes().forEach((extension, type) -> types.addMimeMapping(extension.substring(1), type));
        settings.cacheTimeoutSeconds().ifPresent(seconds -> service.setCacheControl("public, max-age=" + seconds));
    }

    /**
     * Returns the files of {@code directory} under {@code path}; {@code index.html} stands for the directory itself.
     *
     * @param listings what directory listings are charged to until they are sent
     */
    public static HostPath at(String path, Path directory, StaticFileSettings settings, AssemblyBudget listings) {
        return new HostPath(path, "http", new ContextHandler(new StaticFiles(directory, settings, listings), path));
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
            return serveDefault(request, response, callback);
        }
        if (asDirectory) {
            return serveWelcome(name, request, response, callback)
                    || settings.enableDirectoryListing() && list(name, found.get(), response, callback)
                    || serveDefault(request, response, callback);
        }
        if (Files.isDirectory(found.get())) {
            redirectToDirectory(name, request, response, callback);
        } else {
            serve(found.get(), name, request, response, callback);
        }
        return true;
    }

    /** Returns the decoded name below the directory; null if the path of the request is not in this context. */
    private static String name(Request request) {
        // A file has no path parameters: a semicolon is part of its name.
        String raw = request.getHttpURI().getPath().replace(";", "%3B");
        String path = request.getContext().getPathInContext(HttpURI.from(raw).getCanonicalPath());
        // The canonical path has no dot segments. Characters whose decoding would change the path are still
        // encoded.
        return path == null ? null : URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Returns the real path of a directory or a regular file that may be read. */
    private Optional<Path> find(String name) {
        try {
            Path real = directory.resolve(name).toRealPath();
            boolean served = real.startsWith(directory.toRealPath())
                    && Files.isReadable(real)
                    && (Files.isRegularFile(real) || Files.isDirectory(real));
            return served ? Optional.of(real) : Optional.empty();
        } catch (InvalidPathException | FileSystemException e) {
            // No file has the name, or the node may not access the file.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean serveWelcome(String name, Request request, Response response, Callback callback)
            throws IOException {
        for (String welcome : WELCOME_NAMES) {
            Optional<Path> file = find(name + welcome).filter(Files::isRegularFile);
            if (file.isPresent()) {
                serve(file.get(), welcome, request, response, callback);
                return true;
            }
        }
        return false;
    }

    /**
     * Serves the default file in place of a missing file. Clients have to revalidate the answer, because the file may
     * exist at the next request.
     */
    private boolean serveDefault(Request request, Response response, Callback callback) {
        Optional<String> name = settings.defaultFile();
        Optional<Path> file = name.flatMap(this::find).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return false;
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, NO_CACHE);
        serve(file.get(), name.get(), request, response, callback);
        return true;
    }

    /** Sends the list of a directory. Jetty's list has every entry and no bound. */
    private boolean list(String name, Path found, Response response, Callback callback) throws IOException {
        byte[] page = DirectoryListing.page("/" + name, found, child -> find(name + child))
                .getBytes(StandardCharsets.UTF_8);
        if (!listings.tryReserve(page.length)) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
            response.write(true, null, callback);
            return true;
        }
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8")
                .put(HttpHeader.CACHE_CONTROL, NO_CACHE);
        // A client may take minutes to read the page.
        Callback charged = Callback.from(callback, () -> listings.release(page.length));
        response.write(true, ByteBuffer.wrap(page), charged);
        return true;
    }

    /**
     * Redirects to the path with a slash. Jetty's redirects refuse an encoded percent sign. The path is made of the name, because
     * the path of a request may begin with two slashes, which would lead a browser to another host.
     */
    private static void redirectToDirectory(String name, Request request, Response response, Callback callback) {
        String query = request.getHttpURI().getQuery();
        String context = request.getContext().getContextPath();
        String path = (context.equals("/") ? "" : context) + "/" + name + "/";
        response.setStatus(HttpStatus.FOUND_302);
        response.getHeaders().put(HttpHeader.LOCATION, encoded(path) + (query == null ? "" : "?" + query));
        response.write(true, null, callback);
    }

    /** Returns a decoded path with its segments encoded. */
    static String encoded(String path) {
        // The encoding of forms differs from that of paths in the blank only.
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private void serve(Path file, String name, Request request, Response response, Callback callback) {
        String type = types.getMimeByExtension(name);
        ResourceHttpContent content =
                new ResourceHttpContent(ResourceFactory.of(this).newResource(file), type, buffers);
        service.doGet(withoutSlash(request), response, callback, content);
    }

    /** Returns a request without a slash at the end of its path, because Jetty would redirect the request. */
    private static Request withoutSlash(Request request) {
        HttpURI uri = request.getHttpURI();
        return uri.getPath().endsWith("/")
                ? Request.serveAs(request, HttpURI.build(uri).path(uri.getPath() + WELCOME_NAMES.get(0)))
                : request;
    }
}
