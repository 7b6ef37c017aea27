package io.signalbox.router.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.crossbar.autobahn.wamp.Session;
import io.crossbar.autobahn.wamp.exceptions.ApplicationError;
import io.crossbar.autobahn.wamp.interfaces.IInvocationHandler;
import io.crossbar.autobahn.wamp.interfaces.TriConsumer;
import io.crossbar.autobahn.wamp.transports.NettyWebSocket;
import io.crossbar.autobahn.wamp.types.CallOptions;
import io.crossbar.autobahn.wamp.types.CallResult;
import io.crossbar.autobahn.wamp.types.EventDetails;
import io.crossbar.autobahn.wamp.types.InvocationResult;
import io.crossbar.autobahn.wamp.types.PublishOptions;
import io.crossbar.autobahn.wamp.types.Registration;
import io.crossbar.autobahn.wamp.types.Subscription;
import io.signalbox.router.Patience;
import io.signalbox.router.wire.RawWampClient;
import io.signalbox.router.wire.RunningNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The Netty flavour of autobahn-java. It offers its subprotocol with a trailing comma. */
@ParameterizedClass
@ValueSource(strings = {"wamp.2.json", "wamp.2.msgpack", "wamp.2.cbor"})
class AutobahnJavaTest {
    private static final List<Object> ARGUMENTS = Arrays.asList("ünï ✓", 1, -1, 1.5, true, null, List.of(List.of()));
    private static final Map<String, Object> KEYWORDS = Map.of("k", Map.of("n", List.of(2)));

    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @Parameter
    String subprotocol;

    // For all tests of a subprotocol: closing the transport takes two seconds.
    private static ExecutorService executor;
    private static NettyWebSocket transport;
    private static Session session;

    private RawWampClient raw;

    @BeforeParameterizedClassInvocation
    static void join(String subprotocol) throws Exception {
        executor = Executors.newSingleThreadExecutor();
        CompletableFuture<Session> joined = new CompletableFuture<>();
        // Its join() sends HELLO before it notes the future, and a WELCOME that is faster is lost to it. On the thread
        // of
        // the transport no answer is read before join() has returned; leaving on that thread would wait for itself.
        session = new Session(task -> {
            if (joined.isDone()) {
                executor.execute(task);
            } else {
                task.run();
            }
        });
        session.addOnConnectListener(connected -> connected.join("realm1"));
        session.addOnJoinListener((joinedSession, details) -> joined.complete(joinedSession));
        transport = new NettyWebSocket(NODE.uri().toString(), List.of(subprotocol));
        transport.connect(session);
        await(joined);
    }

    @AfterParameterizedClassInvocation
    static void leave() throws Exception {
        CompletableFuture<Void> left = new CompletableFuture<>();
        session.addOnLeaveListener((leftSession, details) -> left.complete(null));
        session.leave();
        await(left);
        transport.close();
        executor.shutdownNow();
    }

    @BeforeEach
    void join_another_client() {
        raw = RawWampClient.join(NODE.uri(), "realm1");
    }

    @AfterEach
    void close_the_other_client() {
        raw.close();
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void its_call_reaches_another_client() throws Exception {
        raw.asks("[64, 1, {}, 'interop.answer']", "[65, 1, '*']");
        CompletableFuture<CallResult> result = session.call("interop.answer", ARGUMENTS, KEYWORDS, (CallOptions) null);
        raw.receives("[68, 1, '*', {}, ['ünï ✓', 1, -1, 1.5, true, null, [[]]], {'k': {'n': [2]}}]");
        raw.send("[70, 1, {}, ['answer', 2], {'k': [3]}]");
        assertThat(await(result).results).containsExactly("answer", 2);
        assertThat(result.get().kwresults).containsEntry("k", List.of(3));
    }

    @Test
    void it_answers_the_call_of_another_client() throws Exception {
        IInvocationHandler echo = (args, kwargs, details) -> new InvocationResult(args, kwargs);
        Registration registration = await(session.register("interop.echo", echo));
        raw.asks(
                "[48, 1, {}, 'interop.echo', ['ünï', 4294967296, null], {'k': [{}]}]",
                "[50, 1, {}, ['ünï', 4294967296, null], {'k': [{}]}]");
        await(session.unregister(registration));
        raw.asks("[48, 2, {}, 'interop.echo']", "[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
    }

    @Test
    void its_publication_reaches_another_client() throws Exception {
        raw.asks("[32, 1, {}, 'interop.topic']", "[33, 1, '*']");
        await(session.publish("interop.topic", ARGUMENTS, KEYWORDS, new PublishOptions(true, true)));
        raw.receives("[36, '*', '*', {}, ['ünï ✓', 1, -1, 1.5, true, null, [[]]], {'k': {'n': [2]}}]");
    }

    @Test
    void it_hears_the_publication_of_another_client() throws Exception {
        BlockingQueue<List<Object>> events = new LinkedBlockingQueue<>();
        TriConsumer<List<Object>, Map<String, Object>, EventDetails> handler =
                (args, kwargs, details) -> events.add(List.of(args, kwargs));
        Subscription subscription = await(session.subscribe("interop.heard", handler));
        JsonNode published =
                raw.asks("[16, 1, {'acknowledge': true}, 'interop.heard', ['ünï', 1], {'k': 2}]", "[17, 1, '*']");
        assertThat(published.get(2).longValue()).isPositive();
        assertThat(events.poll(Patience.SECONDS, TimeUnit.SECONDS)).containsExactly(List.of("ünï", 1), Map.of("k", 2));
        await(session.unsubscribe(subscription));
    }

    @Test
    void it_is_told_what_went_wrong() {
        CompletableFuture<CallResult> result = session.call("interop.nobody");
        Throwable thrown = catchThrowable(() -> await(result));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(ApplicationError.class);
        assertThat(thrown.getCause()).hasMessageContaining("wamp.error.no_such_procedure");
    }
}
