package io.signalbox.bench.load;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Scenario of a flooded callee: the caller calls as fast as it is read, and the callee reads everything and answers
 * nothing. The router pauses the caller at the limit of pending calls. In the end the callee answers, and every
 * call has an answer.
 */
final class FloodedCallee implements Overload {
    private static final String PROCEDURE = "com.bench.flooded";
    private static final int MAX_PENDING_CALLS = 1_024;

    /** Messages that may be in transit when the router stops reading. */
    private static final int IN_FLIGHT = 64;

    private static final int PAUSE_SECONDS = 10;
    private static final int CALLS_AT_ONCE = 16;
    private static final long ANSWERS_MILLIS = 60_000;

    private final Queue<Invocation> unanswered = new ArrayDeque<>();
    private boolean registered;
    private boolean answers;
    private long called;
    private long invoked;
    private long results;
    private long errors;
    private LoadClient callee;

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        callee = scene.join(this::atCallee).client();
        callee.send(new Register(callee.nextRequest(), Map.of(), PROCEDURE));
        scene.await(() -> registered, "REGISTERED");
        Scene.Member caller = scene.join(this::atCaller);
        Payload kilobyte = scene.serializer().payload(List.of("x".repeat(1024)), Map.of());
        caller.client().sendFrom(client -> {
            for (int i = 0; i < CALLS_AT_ONCE; i++, called++) {
                client.send(new Call(client.nextRequest(), Map.of(), PROCEDURE, kilobyte));
            }
        });
        int seconds = scene.options().number("seconds", 25);
        scene.run(seconds * 1000L);
        scene.verdict().atMost("invocations", invoked, MAX_PENDING_CALLS + IN_FLIGHT);
        scene.verdict().atMost("calls read and refused", errors, IN_FLIGHT * (1 + seconds / PAUSE_SECONDS));
        scene.verdict().figure("calls that left the caller", called);
        caller.client().sendFrom(null);
        answers = true;
        for (Invocation invocation = unanswered.poll(); invocation != null; invocation = unanswered.poll()) {
            answer(invocation);
        }
        scene.runUntil(() -> results + errors == called, ANSWERS_MILLIS);
        scene.verdict().exactly("calls without an answer in the end", called - results - errors, 0);
        scene.verdict().none("the caller's connection was closed", caller.peer().end());
    }

    private void atCallee(WampMessage message) {
        if (message instanceof Registered) {
            registered = true;
        } else if (message instanceof Invocation invocation) {
            invoked++;
            if (answers) {
                answer(invocation);
            } else {
                unanswered.add(invocation);
            }
        }
    }

    private void answer(Invocation invocation) {
        callee.send(new Yield(invocation.request(), Map.of(), Payload.EMPTY));
    }

    private void atCaller(WampMessage message) {
        if (message instanceof Result) {
            results++;
        } else if (message instanceof ErrorMessage) {
            errors++;
        }
    }
}
