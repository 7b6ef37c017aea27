package io.signalbox.bench.load;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Workload of many subscriptions, distributed over the sessions: a third each exact, prefix and wildcard. Each
 * publication goes to a random topic and matches one subscription.
 */
final class PatternWorkload implements Workload {

    private static final int SUBSCRIBES_AT_ONCE = 500;

    private final int window;
    private final Sessions sessions;
    private final Measurement measurement;
    private final Stamp stamp;
    private final String[] bases;
    private final List<Queue<Long>> owed = new ArrayList<>();
    private final SentTimes times = new SentTimes();
    private final SplittableRandom random = new SplittableRandom(42);
    private LoadClient publisher;
    private int subscribed;
    private long sent;
    private boolean stopped;

    PatternWorkload(LoadOptions options, Sessions sessions, Measurement measurement) {
        this.window = options.window();
        this.sessions = sessions;
        this.measurement = measurement;
        stamp = sessions.stamp();
        bases = new String[options.number("subs", 9_999)];
        for (int i = 0; i < bases.length; i++) {
            bases[i] = "com.bench." + "epw".charAt(i % 3) + "." + String.format("%06d", i);
        }
        for (int i = 0; i < options.connections(); i++) {
            owed.add(new ArrayDeque<>());
        }
    }

    @Override
    public void setUp() throws IOException {
        LoadClient[] subscribers = sessions.open(owed.size(), this::atSubscriber);
        for (int i = 0; i < bases.length; i++) {
            LoadClient subscriber = subscribers[i % subscribers.length];
            subscriber.send(subscribe(subscriber.nextRequest(), i));
            int enough = i - SUBSCRIBES_AT_ONCE;
            sessions.waitFor(() -> subscribed + measurement.errors() > enough, "SUBSCRIBED");
        }
        sessions.waitFor(() -> subscribed + measurement.errors() >= bases.length, "SUBSCRIBED");
        publisher = sessions.open(1, (index, message) -> measurement.error("unexpected " + message.type()))[0];
    }

    @Override
    public void start() {
        for (int i = 0; i < window; i++) {
            publish();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long outstanding() {
        long sum = 0;
        for (Queue<Long> queue : owed) {
            sum += queue.size();
        }
        return sum;
    }

    private Subscribe subscribe(long request, int i) {
        return switch (i % 3) {
            case 0 -> new Subscribe(request, Map.of(), topic(i));
            case 1 -> new Subscribe(request, Map.of("match", "prefix"), bases[i]);
            default -> new Subscribe(request, Map.of("match", "wildcard"), bases[i] + "..y");
        };
    }

    private void publish() {
        int topic = random.nextInt(bases.length);
        owed.get(topic % owed.size()).add(sent);
        times.sent(sent);
        var payload = stamp.payload(0, sent++);
        publisher.send(new Publish(publisher.nextRequest(), Map.of(), topic(topic), payload));
    }

    private void atSubscriber(int subscriber, WampMessage message) {
        if (message instanceof Subscribed) {
            subscribed++;
        } else if (message instanceof Event event && stamp.isWhole(event.payload())) {
            received(owed.get(subscriber), stamp.sequence(event.payload()));
        } else {
            measurement.error("unexpected " + message.type());
        }
    }

    private void received(Queue<Long> expected, long sequence) {
        Long first = expected.peek();
        if (first != null && first == sequence) {
            expected.remove();
        } else if (expected.remove(sequence)) {
            measurement.outOfOrder++;
        } else {
            measurement.error("EVENT not owed to this session");
            return;
        }
        measurement.done(times.at(sequence));
        if (!stopped) {
            publish();
        }
    }

    private String topic(int i) {
        return bases[i] + ".x.y";
    }
}
