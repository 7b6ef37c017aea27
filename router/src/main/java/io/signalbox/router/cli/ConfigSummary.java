package io.signalbox.router.cli;

import static io.signalbox.router.cli.ProblemPrinter.counted;

import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.link.LinkConfig;
import io.signalbox.router.node.ContainerConfig;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.RealmConfig;
import io.signalbox.router.node.TransportConfig;
import io.signalbox.router.node.TransportConfig.Endpoint;
import io.signalbox.router.node.TransportConfig.ExtensionTransportConfig;
import io.signalbox.router.node.TransportConfig.PathService;
import io.signalbox.router.node.TransportConfig.RawSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.TcpEndpoint;
import io.signalbox.router.node.TransportConfig.UniversalTransportConfig;
import io.signalbox.router.node.TransportConfig.UnixEndpoint;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.WebTransportConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Summary of a checked configuration: what runs, what is left out, and what to do. */
final class ConfigSummary {
    static final String SKIP_OPTION = "--skip-unsupported";

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    private ConfigSummary(Path file) {
        this.file = file;
    }

    /**
     * Returns the lines of a summary.
     *
     * @param checked the configuration as it would start
     * @param rest the configuration without unsupported items
     * @param isSkipping whether the unsupported items are left out on request
     * @param commandWarnings number of warnings beside the problems of the configuration
     */
    static List<String> of(
            Path file,
            CheckedConfig<NodeConfig> checked,
            CheckedConfig<NodeConfig> rest,
            boolean isSkipping,
            int commandWarnings) {
        ConfigSummary summary = new ConfigSummary(file);
        summary.lines.add(file + ": " + (checked.config().isPresent() ? "fine" : "does not start"));
        String condition = checked.config().isPresent() ? "" : " with " + SKIP_OPTION;
        rest.config().ifPresent(config -> summary.addParts(config, condition));
        summary.addLeftOut(rest, checked.config().isPresent() ? "" : " with " + SKIP_OPTION);
        summary.addSteps(
                checked,
                isSkipping,
                commandWarnings + checked.problems(Severity.WARNING).size());
        return summary.lines;
    }

    private void addParts(NodeConfig config, String condition) {
        for (NodeConfig.Worker worker : config.workers()) {
            if (worker.isDisabled()) {
                continue;
            }
            switch (worker) {
                case NodeConfig.RouterWorker router -> addRouter(router, condition);
                case NodeConfig.ContainerWorker container -> addContainer(container, condition);
                case NodeConfig.GuestWorker guest ->
                    lines.add("  runs" + condition + ": guest '" + guest.id() + "', program "
                            + Quoted.text(guest.executable()));
            }
        }
    }

    private void addContainer(NodeConfig.ContainerWorker worker, String condition) {
        for (ContainerConfig.Component item : worker.components()) {
            ComponentSettings component = item.component();
            lines.add("  runs" + condition + ": component '" + component.id() + "' in container '" + worker.id()
                    + "', class " + component.classname() + " in realm '" + component.realm() + "'");
        }
    }

    private void addRouter(NodeConfig.RouterWorker worker, String condition) {
        for (RealmConfig realm : worker.realms()) {
            lines.add("  runs" + condition + ": realm '" + realm.name() + "' in worker '" + worker.id() + "', "
                    + roles(realm));
            for (LinkConfig link : realm.rlinks()) {
                lines.add("  runs" + condition + ": link '" + link.id() + "' of realm '" + realm.name()
                        + "' in worker '" + worker.id() + "', to realm '" + link.realm() + "'");
            }
        }
        for (NodeConfig.RouterComponent item : worker.components()) {
            ComponentSettings component = item.component();
            lines.add("  runs" + condition + ": component '" + component.id() + "' in worker '" + worker.id()
                    + "', class " + component.classname() + " in realm '" + component.realm() + "'");
        }
        for (TransportConfig transport : worker.transports()) {
            lines.add("  runs" + condition + ": transport '" + transport.id() + "' in worker '" + worker.id() + "', "
                    + services(transport) + " on " + address(transport.endpoint()));
        }
    }

    private static String roles(RealmConfig realm) {
        String names = realm.roles().stream().map(RealmConfig.Role::name).collect(Collectors.joining(", "));
        return realm.roles().isEmpty() ? "no roles" : (realm.roles().size() == 1 ? "role " : "roles ") + names;
    }

    private static String services(TransportConfig transport) {
        return switch (transport) {
            case WebSocketTransportConfig webSocket -> "websocket";
            case WebTransportConfig web -> web(web.paths());
            case RawSocketTransportConfig rawSocket -> "rawsocket";
            case UniversalTransportConfig universal -> universal(universal);
            case ExtensionTransportConfig extension -> extension.type();
        };
    }

    private static String web(Map<String, PathService> paths) {
        return "web (" + String.join(", ", paths.keySet()) + ")";
    }

    private static String universal(UniversalTransportConfig config) {
        List<String> services = new ArrayList<>();
        config.rawsocket().ifPresent(rawSocket -> services.add("rawsocket"));
        config.websocket().keySet().forEach(path -> services.add("websocket " + path));
        config.web().ifPresent(web -> services.add(web(web.paths())));
        return "universal (" + String.join(", ", services) + ")";
    }

    private static String address(Endpoint endpoint) {
        return switch (endpoint) {
            case TcpEndpoint tcp ->
                (tcp.tls().isPresent() ? "TLS port " : "port ")
                        + tcp.ports()
                        + (tcp.interfaceAddress().isEmpty() ? "" : " of " + tcp.interfaceAddress());
            case UnixEndpoint unix -> "Unix domain socket " + unix.path();
        };
    }

    private void addLeftOut(CheckedConfig<NodeConfig> rest, String condition) {
        int before = lines.size();
        for (ConfigProblem item : rest.problems(Severity.LEFT_OUT)) {
            lines.add(
                    "  left out" + condition + ": " + item.jsonPath() + " (line " + item.line() + "): " + item.text());
        }
        rest.config().ifPresent(config -> config.workers().stream()
                .filter(NodeConfig.Worker::isDisabled)
                .forEach(worker -> lines.add("  left out: worker '" + worker.id() + "' is disabled")));
        if (lines.size() == before && rest.config().isPresent()) {
            lines.add("  left out: nothing");
        }
    }

    private void addSteps(CheckedConfig<NodeConfig> checked, boolean isSkipping, int warnings) {
        int mistakes = checked.problems(Severity.ERROR).size();
        int unsupported = checked.problems(Severity.UNSUPPORTED).size();
        String start =
                "'router start" + (isSkipping || unsupported > 0 ? " " + SKIP_OPTION : "") + " --config " + file + "'";
        if (mistakes > 0) {
            lines.add("  to do: correct " + counted(mistakes, "error"));
        }
        if (unsupported > 0) {
            lines.add("  to do: replace " + counted(unsupported, "unsupported item") + ", or start the rest with "
                    + start);
        }
        if (warnings > 0) {
            lines.add("  to do: read " + counted(warnings, "warning"));
        }
        if (checked.config().isPresent()) {
            lines.add("  to do: start the node with " + start);
        }
    }
}
