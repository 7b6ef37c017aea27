package io.signalbox.router.node;

import io.signalbox.router.node.TransportConfig.ExtensionPathService;
import io.signalbox.router.node.TransportConfig.JsonOptions;
import io.signalbox.router.node.TransportConfig.JsonPathService;
import io.signalbox.router.node.TransportConfig.NodeinfoPathService;
import io.signalbox.router.node.TransportConfig.PathPathService;
import io.signalbox.router.node.TransportConfig.PathService;
import io.signalbox.router.node.TransportConfig.RedirectPathService;
import io.signalbox.router.node.TransportConfig.StaticPathService;
import io.signalbox.router.node.TransportConfig.WebSocketOptions;
import io.signalbox.router.node.TransportConfig.WebSocketPathService;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.http.FixedAnswer;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.http.StaticFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Factory of what a port serves on its paths. */
final class PathAssembly {
    private static final String ROOT = "/";

    private final BiFunction<String, WebSocketPathService, HostPath> webSocket;
    private final BiFunction<String, ExtensionPathService, HostPath> extensions;
    private final NodePage nodePage;
    private final AssemblyBudget listings;
    private final List<WebSocketOptions> options = new ArrayList<>();
    private final List<HostPath> webSockets = new ArrayList<>();
    private final List<HostPath> others = new ArrayList<>();

    /**
     * @param webSocket makes a WebSocket service at a path
     * @param extensions makes a service of an extension at a path
     * @param listings what directory listings are charged to
     */
    PathAssembly(
            BiFunction<String, WebSocketPathService, HostPath> webSocket,
            BiFunction<String, ExtensionPathService, HostPath> extensions,
            NodePage nodePage,
            AssemblyBudget listings) {
        this.webSocket = webSocket;
        this.extensions = extensions;
        this.nodePage = nodePage;
        this.listings = listings;
    }

    /** Adds the services of a port. */
    void add(Map<String, PathService> services) {
        services.forEach((key, service) -> add(path("", key), service));
    }

    /** Returns the options of the WebSocket services. */
    List<WebSocketOptions> options() {
        return options;
    }

    /** Returns the paths, WebSocket first: the address of a port is that of its first path. */
    List<HostPath> paths() {
        List<HostPath> paths = new ArrayList<>(webSockets);
        paths.addAll(others);
        return paths;
    }

    private void add(String path, PathService service) {
        switch (service) {
            case WebSocketPathService wamp -> {
                options.add(wamp.options());
                webSockets.add(webSocket.apply(path, wamp));
            }
            case StaticPathService files ->
                others.add(StaticFiles.at(path, files.directory(), files.options(), listings));
            case JsonPathService json -> others.add(json(path, json));
            case RedirectPathService redirect -> others.add(FixedAnswer.redirection(path, redirect.url()));
            case NodeinfoPathService info ->
                others.add(FixedAnswer.page(path, nodePage.html(info.showServerVersion())));
            case PathPathService nested -> addNested(path, nested.paths());
            case ExtensionPathService extension -> others.add(extensions.apply(path, extension));
        }
    }

    private void addNested(String path, Map<String, PathService> services) {
        if (!services.containsKey(ROOT)) {
            others.add(HostPath.nothing(path));
        }
        String base = path.equals(ROOT) ? "" : path;
        services.forEach((key, service) -> add(path(base, key), service));
    }

    /** @param base empty, or the path above without a slash at its end */
    private static String path(String base, String key) {
        if (key.equals(ROOT)) {
            return base.isEmpty() ? ROOT : base;
        }
        return base + "/" + key;
    }

    private static HostPath json(String path, JsonPathService json) {
        JsonOptions options = json.options();
        String document = options.prettify()
                ? json.value().toPrettyString()
                : json.value().toString();
        return FixedAnswer.json(path, document, options.allowCrossOrigin(), options.discourageCaching());
    }
}
