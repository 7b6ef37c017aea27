package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Opens sessions and passes on their messages. Confined to the loop. */
final class Sessions {

    private static final long SETUP_MILLIS = 60_000;
    private static final int CONNECTS_AT_ONCE = 64;
    private static final Map<String, Object> DETAILS = Map.of(
            "roles", Map.of("caller", Map.of(), "callee", Map.of(), "publisher", Map.of(), "subscriber", Map.of()));

    private final LoadOptions options;
    private final LoadLoop loop;
    private final Measurement measurement;
    private final Serializer serializer;
    private int opened;

    Sessions(LoadOptions options, LoadLoop loop, Measurement measurement, WireFormat format) {
        this.options = options;
        this.loop = loop;
        this.measurement = measurement;
        this.serializer = new Serializers().of(format);
    }

    /** Returns the same for another serializer. */
    Sessions in(WireFormat format) {
        return new Sessions(options, loop, measurement, format);
    }

    Stamp stamp() {
        return new Stamp(serializer, options.payloadBytes());
    }

    /** Opens sessions and waits for WELCOME. {@code onMessage} gets the index of the session and each message. */
    LoadClient[] open(int count, BiConsumer<Integer, WampMessage> onMessage) throws IOException {
        int before = opened;
        LoadClient[] clients = new LoadClient[count];
        for (int i = 0; i < count; i++) {
            int index = i;
            clients[i] = begin(message -> onMessage.accept(index, message), () -> opened++);
            waitFor(() -> opened + measurement.errors() > before + index - CONNECTS_AT_ONCE, "WELCOME");
        }
        waitFor(() -> opened + measurement.errors() >= before + count, "WELCOME");
        return clients;
    }

    /** Starts to open one session. */
    LoadClient begin(java.util.function.Consumer<WampMessage> onMessage, Runnable onWelcome) throws IOException {
        return new LoadClient(loop, options.url(), serializer, false, options.deflate(), new LoadClient.Handler() {
            @Override
            public void onOpen(LoadClient client) {
                client.send(new Hello(Optional.of(options.realm()), DETAILS));
            }

            @Override
            public void onMessage(LoadClient client, WampMessage message) {
                if (message instanceof Welcome) {
                    onWelcome.run();
                } else if (message instanceof ErrorMessage error) {
                    measurement.error("ERROR " + error.error());
                } else if (message instanceof Abort abort) {
                    measurement.error("ABORT " + abort.reason());
                } else {
                    onMessage.accept(message);
                }
            }

            @Override
            public void onClosed(LoadClient client, String why) {
                measurement.error("closed: " + why);
            }
        });
    }

    void waitFor(BooleanSupplier done, String what) throws IOException {
        if (!loop.runUntil(done, SETUP_MILLIS)) {
            throw new IOException("no " + what + " within " + SETUP_MILLIS + " ms");
        }
    }
}
