package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.Result;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlowTest {

    /** Subscriber whose signals the test takes, and which requests what the test requests. */
    private static final class Recorder implements Flow.Subscriber<CallResult> {
        final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();
        private final BlockingQueue<Flow.Subscription> subscriptions = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscriptions.add(subscription);
        }

        @Override
        public void onNext(CallResult item) {
            signals.add(item.as(Integer.class));
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure);
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }

        Flow.Subscription subscription() throws InterruptedException {
            return subscriptions.poll(Patience.SECONDS, TimeUnit.SECONDS);
        }

        Object next() throws InterruptedException {
            return signals.poll(Patience.SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_subscriber_gets_as_many_results_as_it_requests() throws Exception {
        try (Scene scene = Scene.joined()) {
            Recorder recorder = new Recorder();
            scene.session.newCall("com.example.count").results().subscribe(recorder);
            Flow.Subscription subscription = recorder.subscription();
            long request = scene.peer.receiveCall().request();
            for (int i = 1; i <= 3; i++) {
                scene.peer.send(new Result(request, Map.of("progress", true), scene.peer.payload(i)));
            }
            scene.peer.send(new Result(request, Map.of(), scene.peer.payload(4)));
            subscription.request(2);
            assertThat(recorder.next()).isEqualTo(1);
            assertThat(recorder.next()).isEqualTo(2);
            assertThat(recorder.signals).isEmpty();
            subscription.request(Long.MAX_VALUE);
            assertThat(recorder.next()).isEqualTo(3);
            assertThat(recorder.next()).isEqualTo(4);
            assertThat(recorder.next()).isEqualTo("complete");
        }
    }

    @Test
    void a_last_result_without_arguments_is_no_item() throws Exception {
        try (Scene scene = Scene.joined()) {
            Recorder recorder = new Recorder();
            scene.session.newCall("com.example.count").results().subscribe(recorder);
            scene.peer.send(new Result(scene.peer.receiveCall().request(), Map.of(), scene.peer.payload()));
            assertThat(recorder.next()).isEqualTo("complete");
        }
    }

    @Test
    void the_end_of_the_subscription_cancels_the_call() throws Exception {
        try (Scene scene = Scene.joined()) {
            Recorder recorder = new Recorder();
            scene.session.newCall("com.example.count").results().subscribe(recorder);
            recorder.subscription().cancel();
            long request = scene.peer.receiveCall().request();
            assertThat(scene.peer.receive(Cancel.class).request()).isEqualTo(request);
        }
    }

    @Test
    void more_results_than_may_wait_cancel_the_call() throws Exception {
        try (Scene scene = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxQueuedBytes(2_000)))) {
            Recorder recorder = new Recorder();
            scene.session.newCall("com.example.count").results().subscribe(recorder);
            long request = scene.peer.receiveCall().request();
            for (int i = 1; i <= 20; i++) {
                scene.peer.send(new Result(request, Map.of("progress", true), scene.peer.payload(i)));
            }
            assertThat(scene.peer.receive(Cancel.class).request()).isEqualTo(request);
            recorder.subscription().request(Long.MAX_VALUE);
            Object signal = recorder.next();
            for (int i = 1; signal instanceof Integer; i++) {
                assertThat(signal).isEqualTo(i);
                signal = recorder.next();
            }
            assertThat(signal).isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                    .isEqualTo(WampException.QUEUE_FULL));
        }
    }

    @Test
    void a_call_without_a_session_fails_the_stream() throws Exception {
        WampClient client = WampClient.builder("ws://127.0.0.1:1/ws", "realm1").build();
        Recorder recorder = new Recorder();
        client.session().newCall("com.example.count").results().subscribe(recorder);
        assertThat(recorder.next()).isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                .isEqualTo(WampException.NOT_CONNECTED));
        client.close();
    }
}
