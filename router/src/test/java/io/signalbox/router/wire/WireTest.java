package io.signalbox.router.wire;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A test class that runs once per serializer, with a node of its own. */
@ParameterizedClass
@EnumSource(Wire.class)
abstract class WireTest {
    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @Parameter
    Wire wire;

    private final List<RawWampClient> clients = new ArrayList<>();

    @AfterEach
    void close_clients() {
        clients.forEach(RawWampClient::close);
    }

    RawWampClient connect() {
        return connect(wire);
    }

    RawWampClient connect(Wire format) {
        RawWampClient client = RawWampClient.connect(NODE.uri(), format);
        clients.add(client);
        return client;
    }

    RawWampClient join() {
        return join("realm1");
    }

    RawWampClient join(String realm) {
        RawWampClient client = connect();
        client.hello(realm);
        return client;
    }

    /** Makes a subscription as request 1 and returns its id. */
    static long subscribe(RawWampClient client, String topic, String options) {
        return client.asks("[32, 1, %s, '%s']".formatted(options, topic), "[33, 1, '*']")
                .get(2)
                .longValue();
    }

    /** Makes a registration as request 1 and returns its id. */
    static long register(RawWampClient client, String procedure, String options) {
        return client.asks("[64, 1, %s, '%s']".formatted(options, procedure), "[65, 1, '*']")
                .get(2)
                .longValue();
    }
}
