package io.signalbox.router.realm;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.RouterSession;
import java.util.List;
import java.util.Map;

/** Event that a realm publishes about a slow consumer. */
final class SlowSessionEvent {
    static final String TOPIC = "signalbox.session.on_slow";

    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private SlowSessionEvent() {}

    /** Returns the session id and the policy as named in the configuration. */
    static Payload payload(RouterSession session, SlowConsumer.Policy applied) {
        return JSON.payload(List.of(session.id(), applied.configName()), Map.of());
    }
}
