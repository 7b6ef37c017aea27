package io.signalbox.bench.load;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import java.io.IOException;
import java.util.Map;

/**
 * Workload of callers in a closed loop. Caller i calls procedure i modulo the number of callees, and callees return
 * their arguments.
 */
final class RpcWorkload implements Workload {

    private final LoadOptions options;
    private final Sessions sessions;
    private final Sessions answering;
    private final Measurement measurement;
    private final Stamp stamp;
    private final Stamp answeringStamp;
    private final PathCheck[] called;
    private final PathCheck[] answered;
    private final SentTimes[] times;
    private final long[] sent;
    private LoadClient[] callees;
    private LoadClient[] callers;
    private int registered;
    private boolean stopped;

    RpcWorkload(LoadOptions options, Sessions sessions, Measurement measurement) {
        this.options = options;
        this.sessions = sessions;
        this.answering = sessions.in(options.answeringFormat());
        this.measurement = measurement;
        stamp = sessions.stamp();
        answeringStamp = answering.stamp();
        int count = options.connections();
        called = new PathCheck[count];
        answered = new PathCheck[count];
        times = new SentTimes[count];
        sent = new long[count];
        for (int i = 0; i < count; i++) {
            called[i] = new PathCheck(measurement);
            answered[i] = new PathCheck(measurement);
            times[i] = new SentTimes();
        }
    }

    @Override
    public void setUp() throws IOException {
        callees = answering.open(options.number("callees", 1), this::atCallee);
        for (int i = 0; i < callees.length; i++) {
            callees[i].send(new Register(callees[i].nextRequest(), Map.of(), procedure(i)));
        }
        sessions.waitFor(() -> registered + measurement.errors() >= callees.length, "REGISTERED");
        callers = sessions.open(options.connections(), this::atCaller);
    }

    @Override
    public void start() {
        for (int caller = 0; caller < callers.length; caller++) {
            for (int i = 0; i < options.window(); i++) {
                call(caller);
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
        for (int i = 0; i < sent.length; i++) {
            owed += answered[i].owed(sent[i]);
        }
        return owed;
    }

    private void call(int caller) {
        long sequence = sent[caller]++;
        times[caller].sent(sequence);
        String procedure = procedure(caller % callees.length);
        var payload = stamp.payload(caller, sequence);
        callers[caller].send(new Call(callers[caller].nextRequest(), Map.of(), procedure, payload));
    }

    private void atCallee(int callee, WampMessage message) {
        if (message instanceof Registered) {
            registered++;
        } else if (message instanceof Invocation invocation) {
            int caller = answeringStamp.source(invocation.payload());
            if (caller >= called.length || !answeringStamp.isWhole(invocation.payload())) {
                measurement.error("INVOCATION with another payload");
                return;
            }
            called[caller].arrived(answeringStamp.sequence(invocation.payload()));
            callees[callee].send(new Yield(invocation.request(), Map.of(), invocation.payload()));
        } else {
            measurement.error("unexpected " + message.type());
        }
    }

    private void atCaller(int caller, WampMessage message) {
        if (!(message instanceof Result result)) {
            measurement.error("unexpected " + message.type());
            return;
        }
        long sequence = stamp.sequence(result.payload());
        boolean mine = stamp.isWhole(result.payload()) && stamp.source(result.payload()) == caller;
        // A caller sends only these calls, so its request ids count them from 1.
        if (!mine || result.request() != sequence + 1 || sequence >= sent[caller]) {
            measurement.error("RESULT of another call");
            return;
        }
        if (answered[caller].arrived(sequence)) {
            measurement.done(times[caller].at(sequence));
            if (!stopped) {
                call(caller);
            }
        }
    }

    private static String procedure(int callee) {
        return "com.bench.procedure" + callee;
    }
}
