import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbox.client.Reply;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.client.value.Arguments;
import io.signalbox.protocol.message.WireFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/**
 * One session of the Java client of Signalbox, driven by lines of JSON: {@code Peer URL REALM SERIALIZER}. The protocol of the lines
 * is in lib/peer-process.js.
 */
public final class Peer {
    // The reader of the lines splits them at U+2028, too.
    private final JsonMapper json =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private final PrintStream out;
    private final WampSession session;

    private Peer(WampSession session, PrintStream out) {
        this.session = session;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        // The log is no line of the protocol.
        System.setOut(System.err);
        WireFormat format = WireFormat.valueOf(arguments[2].toUpperCase(Locale.ROOT));
        try (WampClient client =
                WampClient.builder(arguments[0], arguments[1]).serializers(format).build()) {
            new Peer(client.connect(), out).run();
        }
    }

    private void run() throws IOException {
        write(json.createObjectNode().put("joined", true));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            obey(json.readTree(line));
        }
    }

    private void obey(JsonNode command) {
        String uri = command.get("uri").textValue();
        List<Object> args = list(mapLeaves(command.get("args"), Peer::withBytes));
        Map<String, Object> kwargs = dict(mapLeaves(command.get("kwargs"), Peer::withBytes));
        CompletableFuture<ObjectNode> answer = switch (command.get("action").textValue()) {
            case "call" -> session.newCall(uri)
                    .argList(args)
                    .kwargs(kwargs)
                    .send()
                    .thenApply(result -> line(result.arguments()));
            case "publish" -> done(session.newPublication(uri).argList(args).kwargs(kwargs).acknowledgeAsync());
            case "echo" -> done(session.registerAsync(uri, invocation -> echo(invocation.arguments())));
            case "nothing" -> done(session.registerAsync(uri, invocation -> null));
            case "failing" -> done(session.registerAsync(uri, invocation -> {
                throw new WampException("interop.error.refused", list(invocation.args()), dict(invocation.kwargs()));
            }));
            case "subscribe" ->
                done(session.subscribeAsync(uri, event -> write(line(event.arguments()).put("topic", uri))));
            default -> throw new IllegalArgumentException(command.toString());
        };
        int id = command.get("id").intValue();
        answer.exceptionally(this::refusal).thenAccept(line -> write(line.put("id", id)));
    }

    private CompletableFuture<ObjectNode> done(CompletableFuture<?> future) {
        return future.thenApply(done -> json.createObjectNode());
    }

    private static Reply echo(Arguments arguments) {
        Reply reply = Reply.ofArgs(list(arguments.args()));
        for (Map.Entry<String, Object> entry : dict(arguments.kwargs()).entrySet()) {
            reply = reply.with(entry.getKey(), entry.getValue());
        }
        return reply;
    }

    private ObjectNode refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof WampException refused
                ? line(refused.arguments()).put("error", refused.uri())
                : json.createObjectNode().put("error", cause.toString());
    }

    private ObjectNode line(Arguments arguments) {
        ObjectNode line = json.createObjectNode();
        line.set("args", mapLeaves(arguments.args(), Peer::withoutBytes));
        line.set("kwargs", mapLeaves(arguments.kwargs(), Peer::withoutBytes));
        return line;
    }

    private static List<Object> list(JsonNode array) {
        List<Object> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }

    private static Map<String, Object> dict(JsonNode object) {
        Map<String, Object> dict = new LinkedHashMap<>();
        object.properties().forEach(entry -> dict.put(entry.getKey(), entry.getValue()));
        return dict;
    }

    /** Bytes are strings of U+0000 and base64 in the lines. */
    private static JsonNode withBytes(JsonNode leaf) {
        return leaf.isTextual() && leaf.textValue().startsWith("\0")
                ? BinaryNode.valueOf(Base64.getDecoder().decode(leaf.textValue().substring(1)))
                : leaf;
    }

    private static JsonNode withoutBytes(JsonNode leaf) {
        return leaf instanceof BinaryNode bytes
                ? TextNode.valueOf("\0" + Base64.getEncoder().encodeToString(bytes.binaryValue()))
                : leaf;
    }

    private static JsonNode mapLeaves(JsonNode node, UnaryOperator<JsonNode> change) {
        switch (node) {
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, mapLeaves(array.get(i), change));
                }
                return array;
            }
            case ObjectNode object -> {
                object.properties().forEach(entry -> entry.setValue(mapLeaves(entry.getValue(), change)));
                return object;
            }
            default -> {
                return change.apply(node);
            }
        }
    }

    private void write(ObjectNode line) {
        try {
            String text = json.writeValueAsString(line);
            synchronized (out) {
                out.println(text);
                out.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
