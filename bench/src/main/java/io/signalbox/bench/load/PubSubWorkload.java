package io.signalbox.bench.load;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.util.Map;

/**
 * Workload of publishers that publish again when the slowest of their subscribers has received the event: one
 * publisher for all subscribers (fan-out), or one for each subscriber.
 */
final class PubSubWorkload implements Workload {

    private final LoadOptions options;
    private final Sessions sessions;
    private final Measurement measurement;
    private final Stamp stamp;
    private final boolean fanOut;
    private final PathCheck[] received;
    private final SentTimes[] times;
    private final int[][] left;
    private final long[] sent;
    private LoadClient[] publishers;
    private int subscribed;
    private boolean stopped;

    PubSubWorkload(LoadOptions options, Sessions sessions, Measurement measurement, boolean fanOut) {
        this.options = options;
        this.sessions = sessions;
        this.measurement = measurement;
        this.fanOut = fanOut;
        stamp = sessions.stamp();
        received = new PathCheck[options.connections()];
        for (int i = 0; i < received.length; i++) {
            received[i] = new PathCheck(measurement);
        }
        int publisherCount = fanOut ? 1 : received.length;
        sent = new long[publisherCount];
        left = new int[publisherCount][SentTimes.SLOTS];
        times = new SentTimes[publisherCount];
        for (int i = 0; i < publisherCount; i++) {
            times[i] = new SentTimes();
        }
    }

    @Override
    public void setUp() throws IOException {
        LoadClient[] subscribers = sessions.open(received.length, this::atSubscriber);
        for (int i = 0; i < subscribers.length; i++) {
            subscribers[i].send(new Subscribe(subscribers[i].nextRequest(), Map.of(), topic(publisherOf(i))));
        }
        sessions.waitFor(() -> subscribed + measurement.errors() >= subscribers.length, "SUBSCRIBED");
        publishers =
                sessions.open(sent.length, (publisher, message) -> measurement.error("unexpected " + message.type()));
    }

    @Override
    public void start() {
        for (int publisher = 0; publisher < sent.length; publisher++) {
            for (int i = 0; i < options.window(); i++) {
                publish(publisher);
            }
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long outstanding() {
        long owed = 0;
        for (int i = 0; i < received.length; i++) {
            owed += received[i].owed(sent[publisherOf(i)]);
        }
        return owed;
    }

    private void publish(int publisher) {
        long sequence = sent[publisher]++;
        times[publisher].sent(sequence);
        left[publisher][slot(sequence)] = fanOut ? received.length : 1;
        LoadClient client = publishers[publisher];
        var payload = stamp.payload(publisher, sequence);
        client.send(new Publish(client.nextRequest(), Map.of(), topic(publisher), payload));
    }

    private void atSubscriber(int subscriber, WampMessage message) {
        if (message instanceof Subscribed) {
            subscribed++;
            return;
        }
        int publisher = publisherOf(subscriber);
        if (!(message instanceof Event event)) {
            measurement.error("unexpected " + message.type());
        } else if (!stamp.isWhole(event.payload()) || stamp.source(event.payload()) != publisher) {
            measurement.error("EVENT with another payload");
        } else {
            received(subscriber, publisher, stamp.sequence(event.payload()));
        }
    }

    private void received(int subscriber, int publisher, long sequence) {
        if (sequence >= sent[publisher]) {
            measurement.error("EVENT that was never published");
            return;
        }
        if (received[subscriber].arrived(sequence)) {
            measurement.done(times[publisher].at(sequence));
            boolean last = --left[publisher][slot(sequence)] == 0;
            if (last && !stopped) {
                publish(publisher);
            }
        }
    }

    private int publisherOf(int subscriber) {
        return fanOut ? 0 : subscriber;
    }

    private static int slot(long sequence) {
        return (int) sequence & SentTimes.SLOTS - 1;
    }

    private static String topic(int publisher) {
        return "com.bench.topic" + publisher;
    }
}
