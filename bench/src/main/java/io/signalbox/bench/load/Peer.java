package io.signalbox.bench.load;

import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Session of an overload scenario. Confined to its loop. */
final class Peer implements LoadClient.Handler {
    private static final Map<String, Object> DETAILS = Map.of(
            "roles", Map.of("caller", Map.of(), "callee", Map.of(), "publisher", Map.of(), "subscriber", Map.of()));

    private final String realm;
    private final Consumer<WampMessage> onMessage;
    private boolean joined;
    private long counted;
    private String end;

    Peer(String realm, Consumer<WampMessage> onMessage) {
        this.realm = realm;
        this.onMessage = onMessage;
    }

    @Override
    public void onOpen(LoadClient client) {
        client.send(new Hello(Optional.of(realm), DETAILS));
    }

    @Override
    public void onMessage(LoadClient client, WampMessage message) {
        if (message instanceof Welcome) {
            joined = true;
        } else if (message instanceof Abort abort) {
            end = "ABORT " + abort.reason();
        } else {
            onMessage.accept(message);
        }
    }

    @Override
    public void onCounted(LoadClient client) {
        counted++;
    }

    @Override
    public void onClosed(LoadClient client, String why) {
        end = end == null ? why : end + ", " + why;
    }

    boolean isJoined() {
        return joined;
    }

    boolean isOpen() {
        return end == null;
    }

    /** Returns how the session ended: the reason of ABORT, the close code, or the failure of the socket. */
    String end() {
        return end;
    }

    /** Returns the number of messages since the client only counts them. */
    long counted() {
        return counted;
    }
}
