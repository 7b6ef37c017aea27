package io.signalbox.bench.load;

import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Workload of connections: each slot repeats connect, HELLO, WELCOME, GOODBYE and close. */
final class ConnectWorkload implements Workload {

    private final int slots;
    private final Sessions sessions;
    private final Measurement measurement;
    private long underWay;
    private boolean stopped;

    ConnectWorkload(LoadOptions options, Sessions sessions, Measurement measurement) {
        this.slots = options.connections();
        this.sessions = sessions;
        this.measurement = measurement;
    }

    @Override
    public void setUp() {
        // Set-up is part of the measured operations.
    }

    @Override
    public void start() throws IOException {
        for (int i = 0; i < slots; i++) {
            new Slot().open();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long outstanding() {
        return underWay;
    }

    private final class Slot {

        private LoadClient client;
        private long startedNanos;

        void open() throws IOException {
            underWay++;
            startedNanos = System.nanoTime();
            client = sessions.begin(this::received, this::welcomed);
        }

        private void welcomed() {
            client.send(new Goodbye(Map.of(), "wamp.close.close_realm"));
        }

        private void received(WampMessage message) {
            if (!(message instanceof Goodbye)) {
                measurement.error("unexpected " + message.type());
                return;
            }
            measurement.done(startedNanos);
            underWay--;
            try {
                client.cut();
                if (!stopped) {
                    open();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
