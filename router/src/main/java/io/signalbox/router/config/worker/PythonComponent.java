package io.signalbox.router.config.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.bridge.RestBridge;
import io.signalbox.router.document.ConfigDocument;
import java.util.Map;
import java.util.regex.Pattern;

/** Components of Crossbar.io in Python: recognition, and the guest that runs the same class. Stateless. */
public final class PythonComponent {
    private static final Pattern CLASS = Pattern.compile("([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)\\.([A-Za-z_]\\w*)");
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,64}");
    private static final Pattern URL = Pattern.compile("wss?://[A-Za-z0-9_.:/-]{1,100}");
    private static final int LONGEST = 400;
    private static final int USUAL_PORT = 8080;

    private PythonComponent() {}

    /**
     * Returns whether a component is a class in Python: one without a {@code classpath} that neither is a bridge of the node nor is on
     * the class path of the node.
     */
    public static boolean is(JsonNode component) {
        String name = component.path("classname").asText();
        return component.path("type").asText().equals("class")
                && component.path("classpath").isMissingNode()
                && CLASS.matcher(name).matches()
                && RestBridge.named(name).isEmpty()
                && PythonComponent.class.getClassLoader().getResource(ComponentCheck.classFile(name)) == null;
    }

    /** Returns the remedy: a guest, ready to be added to {@code workers}, and what to do for a class in Java. */
    public static String remedy(JsonNode component, JsonNode worker) {
        var name = CLASS.matcher(component.path("classname").asText());
        String inJava = "; for a class in Java, add its jar to 'classpath' of the component";
        String guest = name.matches() ? guest(name.group(1), name.group(2), component, worker) : "";
        return guest.isEmpty() || guest.length() > LONGEST
                ? "run the class as a guest with ApplicationRunner of autobahn" + inJava
                : "add this worker, which runs the class with autobahn: " + guest + inJava;
    }

    private static String guest(String module, String name, JsonNode component, JsonNode worker) {
        String realm = component.path("realm").asText();
        JsonNode extra = component.path("extra");
        boolean hasExtra = !extra.isMissingNode() && !extra.isNull();
        String code = (hasExtra ? "import json, sys; " : "")
                + "from autobahn.twisted.wamp import ApplicationRunner; from " + module + " import " + name
                + "; ApplicationRunner('" + url(component, worker) + "', '"
                + (PLAIN_NAME.matcher(realm).matches() ? realm : "realm1") + "'"
                + (hasExtra ? ", extra=json.load(sys.stdin)" : "") + ").run(" + name + ")";
        ObjectNode guest = ConfigDocument.NODES.objectNode();
        guest.put("type", "guest").put("executable", "python3");
        guest.putArray("arguments").add("-c").add(code);
        JsonNode path = worker.at("/options/pythonpath/0");
        if (path.isTextual()) {
            guest.withObject("options").withObject("env").withObject("vars").set("PYTHONPATH", path);
        }
        if (hasExtra) {
            guest.withObject("options").putObject("stdin").put("type", "json").set("value", extra);
        }
        return guest.toString();
    }

    /** Returns the URL of the transport of a component, or of the first WebSocket of its worker. */
    private static String url(JsonNode component, JsonNode worker) {
        String own = component.at("/transport/url").asText();
        if (URL.matcher(own).matches()) {
            return own;
        }
        for (JsonNode transport : worker.path("transports")) {
            JsonNode endpoint = transport.path("endpoint");
            String address = (endpoint.has("tls") ? "wss" : "ws") + "://127.0.0.1:"
                    + endpoint.path("port").asInt(USUAL_PORT) + "/";
            if (transport.path("type").asText().equals("websocket")) {
                return address;
            }
            for (Map.Entry<String, JsonNode> path : transport.path("paths").properties()) {
                if (path.getValue().path("type").asText().equals("websocket")
                        && PLAIN_NAME.matcher(path.getKey()).matches()) {
                    return address + path.getKey();
                }
            }
        }
        return "ws://127.0.0.1:" + USUAL_PORT + "/ws";
    }
}
