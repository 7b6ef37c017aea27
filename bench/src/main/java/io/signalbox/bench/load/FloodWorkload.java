package io.signalbox.bench.load;

import io.signalbox.protocol.message.Publish;
import java.io.IOException;
import java.util.Map;

/**
 * Workload of callers as in {@link RpcWorkload}, beside one client that publishes to a topic without subscribers as
 * fast as the router reads. The times of the callers are measured.
 */
final class FloodWorkload implements Workload {
    private static final String TOPIC = "com.bench.flood";

    private final Sessions sessions;
    private final Measurement measurement;
    private final RpcWorkload calls;
    private LoadClient flooder;
    private Flood flood;

    FloodWorkload(LoadOptions options, Sessions sessions, Measurement measurement) {
        this.sessions = sessions;
        this.measurement = measurement;
        calls = new RpcWorkload(options, sessions, measurement);
    }

    @Override
    public void setUp() throws IOException {
        calls.setUp();
        flooder = sessions.open(1, (index, message) -> measurement.error("unexpected " + message.type()))[0];
    }

    @Override
    public void start() {
        flood = new Flood(
                flooder,
                new Publish(
                        flooder.nextRequest(), Map.of(), TOPIC, sessions.stamp().payload(0, 0)));
        flooder.sendFrom(flood);
        calls.start();
    }

    @Override
    public void stop() {
        measurement.flooded = flood.sent();
        flooder.sendFrom(null);
        calls.stop();
    }

    @Override
    public long outstanding() {
        return calls.outstanding();
    }
}
