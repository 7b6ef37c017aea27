package io.signalbox.client;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Running invocations of one session. Thread-safe. */
final class Invocations {
    private static final Logger LOG = LoggerFactory.getLogger(Invocations.class);

    private static final int MAX_ANSWERED_EARLY = 1_000;

    private final ClientContext context;
    private final Registrations registrations;
    private final Requests requests;
    private final WireFormat format;
    private final InvocationBytes bytes;
    private final Map<Long, RunningInvocation> running = new ConcurrentHashMap<>();

    /** Progressive invocations that were answered before their last input. Further inputs are ignored. */
    private final Set<Long> answeredEarly =
            Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
                    return size() > MAX_ANSWERED_EARLY;
                }
            }));

    /** Invocations refused since a quarter of the limits was free. Confined to the thread of the transport. */
    private long refused;

    Invocations(ClientContext context, Registrations registrations, Requests requests, WireFormat format) {
        this.context = context;
        this.registrations = registrations;
        this.requests = requests;
        this.format = format;
        bytes = new InvocationBytes(context.limits().maxInvocationBytes());
    }

    ClientContext context() {
        return context;
    }

    WireFormat format() {
        return format;
    }

    Payload payload(List<?> args, Map<String, ?> kwargs) {
        return context.mapper().payload(format, args, kwargs);
    }

    /** Handles an INVOCATION. Called on a thread of the transport. */
    void invoked(io.signalbox.protocol.message.Invocation message, FlushBatch flushes) {
        RunningInvocation known = running.get(message.request());
        if (known != null) {
            known.input(context.received(message.payload()), isLastInput(message));
            return;
        }
        if (answeredEarly.contains(message.request())) {
            if (isLastInput(message)) {
                answeredEarly.remove(message.request());
            }
            return;
        }
        RegisteredProcedure procedure = registrations.find(message.registration());
        if (procedure == null) {
            refuse(message, ErrorUri.NO_SUCH_REGISTRATION, "the client has no such registration", flushes);
        } else if (running.size() >= context.limits().maxInvocations()) {
            refuseForNow(message, "maxInvocations", flushes);
        } else {
            admit(message, procedure, flushes);
        }
    }

    private void admit(
            io.signalbox.protocol.message.Invocation message, RegisteredProcedure procedure, FlushBatch flushes) {
        InvocationBytes.Share share = bytes.admit(context.heldBytes(message.payload()));
        if (share == null) {
            refuseForNow(message, "maxInvocationBytes", flushes);
        } else {
            begin(message, procedure, share);
        }
    }

    private static boolean isLastInput(io.signalbox.protocol.message.Invocation message) {
        return !new Details(message.details()).flag("progress");
    }

    private void begin(
            io.signalbox.protocol.message.Invocation message,
            RegisteredProcedure procedure,
            InvocationBytes.Share share) {
        if (refused > 0 && isQuarterFree()) {
            LOG.info("the client has refused {} invocations", refused);
            refused = 0;
        }
        RunningInvocation invocation =
                new RunningInvocation(this, procedure, message, context.received(message.payload()), share);
        running.put(message.request(), invocation);
        invocation.invocation().timeout().ifPresent(timeout -> limit(invocation, timeout));
        context.executor().execute(invocation::run);
    }

    /** Interrupts the handler when the time that the router leaves to the callee is over (spec: Call Timeouts). */
    private void limit(RunningInvocation invocation, Duration timeout) {
        invocation.limit(context.timer()
                .schedule(
                        () -> invocation.interrupt(
                                WampException.local(ErrorUri.TIMEOUT, "the time of the call is over", null)),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    /** Returns whether an episode of refusals is over, although small invocations are accepted between refused ones. */
    private boolean isQuarterFree() {
        ClientLimits limits = context.limits();
        return running.size() <= limits.maxInvocations() * 3L / 4
                && bytes.held() <= limits.maxInvocationBytes() / 4 * 3;
    }

    private void refuseForNow(io.signalbox.protocol.message.Invocation message, String limit, FlushBatch flushes) {
        if (refused++ == 0) {
            LOG.warn(
                    "the client refuses invocations: {} run at the same time, with arguments of {} bytes - speed the handlers"
                            + " up, limit the concurrency of the registrations, or raise {}",
                    running.size(),
                    bytes.held(),
                    limit);
        }
        refuse(message, ErrorUri.UNAVAILABLE, "the callee runs as many invocations as it may", flushes);
    }

    private void refuse(
            io.signalbox.protocol.message.Invocation message, String uri, String explanation, FlushBatch flushes) {
        Payload payload = payload(List.of(explanation), Map.of());
        requests.sendReply(
                new ErrorMessage(MessageType.INVOCATION, message.request(), Map.of(), uri, payload), flushes);
    }

    /** Handles an INTERRUPT. Called on a thread of the transport. */
    void interrupted(Interrupt message) {
        RunningInvocation invocation = running.get(message.request());
        if (invocation != null) {
            invocation.interrupt(WampException.local(ErrorUri.CANCELED, "the caller has canceled the call", null));
        }
    }

    /** Sends YIELD or ERROR, when the outbox has room. The invocation is over. */
    void answer(RunningInvocation invocation, long request, ClientMessage message) {
        requests.awaitRoom();
        if (invocation.awaitsInputs()) {
            answeredEarly.add(request);
        }
        running.remove(request);
        invocation.share().release();
        requests.sendReply(message);
    }

    /** Sends a progressive result, when the outbox has room. */
    void progress(Yield message) {
        if (!requests.awaitRoom()) {
            throw WampException.local(ErrorUri.CANCELED, "the result is not needed any more", null)
                    .here();
        }
        requests.sendReply(message);
    }

    /** Answers an invocation whose YIELD or ERROR is longer than the router accepts. */
    void tooLong(WampMessage unsent, String explanation) {
        long request =
                switch (unsent) {
                    case Yield yield -> yield.request();
                    case ErrorMessage error -> error.request();
                    default -> 0;
                };
        if (request != 0) {
            requests.sendReply(new ErrorMessage(
                    MessageType.INVOCATION,
                    request,
                    Map.of(),
                    ErrorUri.PAYLOAD_SIZE_EXCEEDED,
                    payload(List.of(explanation), Map.of())));
        }
    }

    /** Interrupts all invocations, because the session has ended. */
    void end(WampException why) {
        running.values().forEach(invocation -> invocation.interrupt(why));
    }
}
