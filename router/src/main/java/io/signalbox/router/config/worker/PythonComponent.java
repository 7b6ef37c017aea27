package io.signalbox.router.config.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.bridge.RestBridge;
import io.signalbox.router.document.ConfigDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Components of Crossbar.io in Python: recognition, and the guest that runs the same code. Stateless. */
public final class PythonComponent {
    /** Text after a list of guests, of which one may be a class in Java. */
    public static final String IN_JAVA = "; for a class in Java, add its jar to 'classpath' of the component";

    /** A module and a class or function in it. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)\\.([A-Za-z_]\\w*)");

    private static final int LONGEST = 4_000;
    private static final String REACTOR =
            "from twisted.internet import reactor; from twisted.internet.endpoints import clientFromString; ";

    private PythonComponent() {}

    /**
     * Returns whether a component is a class in Python: one without a {@code classpath} that neither is a bridge of the node nor is on
     * the class path of the node.
     */
    public static boolean is(JsonNode component) {
        String name = component.path("classname").asText();
        return component.path("type").asText().equals("class")
                && component.path("classpath").isMissingNode()
                && NAME.matcher(name).matches()
                && RestBridge.named(name).isEmpty()
                && PythonComponent.class.getClassLoader().getResource(ComponentCheck.classFile(name)) == null;
    }

    /** Returns a guest, ready to be added to {@code workers}; empty if the component names no class and no functions. */
    public static Optional<String> guest(JsonNode component, JsonNode worker) {
        return factory(component).map(factory -> {
            ObjectNode guest = guest(factory, component, worker);
            if (guest.toString().length() <= LONGEST) {
                return guest.toString();
            }
            guest.withObject("options").withObject("stdin").putObject("value");
            return guest + " (write the 'extra' of the component in place of {})";
        });
    }

    /** Code that defines a callable of the name {@code make}, which creates the session. */
    private static Optional<String> factory(JsonNode component) {
        if (component.path("type").asText().equals("class")) {
            Matcher name = NAME.matcher(component.path("classname").asText());
            return name.matches()
                    ? Optional.of("from " + name.group(1) + " import " + name.group(2) + " as make\n")
                    : Optional.empty();
        }
        var modules = new TreeSet<String>();
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, JsonNode> callback : component.path("callbacks").properties()) {
            Matcher function = NAME.matcher(callback.getValue().asText());
            if (!function.matches()) {
                return Optional.empty();
            }
            modules.add(function.group(1));
            lines.add(" session.on(" + quoted(callback.getKey()) + ", " + function.group() + ")\n");
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of("import " + String.join(", ", modules)
                        + "\nfrom autobahn.twisted.wamp import ApplicationSession\n"
                        + "def make(config):\n session = ApplicationSession(config)\n" + String.join("", lines)
                        + " return session\n");
    }

    private static ObjectNode guest(String factory, JsonNode component, JsonNode worker) {
        JsonNode extra = component.path("extra");
        boolean hasExtra = !extra.isMissingNode() && !extra.isNull();
        RouterOfPython router = RouterOfPython.of(component, worker);
        String realm = component.path("realm").asText("realm1");
        String code = (hasExtra ? "import json, sys; " : "")
                + (router.endpoint().isEmpty() ? "" : REACTOR)
                + "from autobahn.twisted.wamp import ApplicationRunner\n" + factory
                + "ApplicationRunner(" + quoted(router.url()) + ", " + quoted(realm)
                + (hasExtra ? ", extra=json.load(sys.stdin)" : "") + ").run(make"
                + router.endpoint()
                        .map(endpoint -> ", endpoint=clientFromString(reactor, " + quoted(endpoint) + ")")
                        .orElse("")
                + ")";
        ObjectNode guest = ConfigDocument.NODES.objectNode();
        guest.put("type", "guest")
                .put("executable", worker.at("/options/python").asText("python3"));
        guest.putArray("arguments").add("-c").add(code);
        List<String> path = new ArrayList<>();
        worker.at("/options/pythonpath").forEach(directory -> path.add(directory.asText()));
        if (!path.isEmpty()) {
            guest.withObject("options").withObject("env").withObject("vars").put("PYTHONPATH", String.join(":", path));
        }
        if (hasExtra) {
            guest.withObject("options").putObject("stdin").put("type", "json").set("value", extra);
        }
        return guest;
    }

    /** Returns a literal of Python. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'";
    }
}
