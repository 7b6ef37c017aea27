package io.signalbox.router.broker;

import io.signalbox.protocol.codec.PayloadPart;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureAuthorization;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;
import io.signalbox.router.store.HistoryAnswer;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.HistoryQuery.InvalidFilterException;
import io.signalbox.router.store.HistoryReader;
import io.signalbox.router.store.StoredEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;

/**
 * Procedure {@code wamp.subscription.get_events}: returns the stored events of a subscription (spec: Event History).
 * Confined to the realm's loop; the result is composed on a worker thread.
 */
public final class GetEvents implements Procedure {
    public static final String URI = "wamp.subscription.get_events";

    /** The result is composed in CBOR, which can express the values of all serializers. */
    private static final Serializer CBOR = new Serializers().of(WireFormat.CBOR);

    private final Broker broker;
    private final LongFunction<RouterSession> sessions;
    private final ProcedureAuthorization authorization;
    private final RealmExecutor executor;
    private final Executor workers;

    /**
     * @param sessions returns the session with an id, or null
     * @param workers executor that composes results, which may be large
     */
    public GetEvents(
            Broker broker,
            LongFunction<RouterSession> sessions,
            ProcedureAuthorization authorization,
            RealmExecutor executor,
            Executor workers) {
        this.broker = broker;
        this.sessions = sessions;
        this.authorization = authorization;
        this.executor = executor;
        this.workers = workers;
    }

    /** Pending call and the result to complete. */
    private record PendingRead(
            Subscription subscription, HistoryQuery query, Principal reader, CompletableFuture<Payload> result) {}

    @Override
    public Answer call(Caller caller, Arguments arguments) throws ProcedureError {
        Subscription subscription = broker.subscription(arguments.id(0, "a subscription"));
        if (subscription == null) {
            throw new ProcedureError(ErrorUri.NO_SUCH_SUBSCRIPTION, "there is no subscription " + arguments.at(0));
        }
        RouterSession reader = sessions.apply(caller.session());
        if (reader == null) {
            throw new ProcedureError(ErrorUri.NO_SUCH_SESSION, "the calling session has left");
        }
        AuthorizationRequest request = new AuthorizationRequest(
                reader,
                Action.SUBSCRIBE,
                subscription.topic(),
                subscription.match(),
                Map.of("match", subscription.match().wireName()));
        return authorization.decide(request, decision -> read(reader.principal(), subscription, arguments, decision));
    }

    private Answer read(Principal reader, Subscription subscription, Arguments arguments, Decision decision)
            throws ProcedureError {
        if (!decision.isAllowed()) {
            throw new ProcedureError(
                    ErrorUri.NOT_AUTHORIZED,
                    "role '" + reader.role().name() + "' has no permission to SUBSCRIBE to '" + subscription.topic()
                            + "', the topic of subscription " + subscription.id());
        }
        if (subscription.history() == null) {
            throw new ProcedureError(
                    ErrorUri.HISTORY_UNAVAILABLE,
                    "the router stores no event history for subscription " + subscription.id());
        }
        PendingRead read = new PendingRead(subscription, query(arguments), reader, new CompletableFuture<>());
        begin(read);
        return new Answer.Later(read.result());
    }

    private static HistoryQuery query(Arguments arguments) throws ProcedureError {
        try {
            return HistoryQuery.from(arguments.keywords());
        } catch (InvalidFilterException e) {
            throw Arguments.invalid("keyword argument " + e.getMessage());
        }
    }

    private void begin(PendingRead read) {
        String topic = read.query().topic();
        if (!read.subscription().isPattern()) {
            select(read, null);
        } else if (topic != null) {
            selectPermitted(read, List.of(topic));
        } else {
            // The caller gets the topics whose live events it would receive. Permissions are confined to the loop.
            read.subscription().history().topics(topics -> {
                List<String> found = topics == null ? null : List.copyOf(topics);
                executor.submit(URI, () -> selectPermitted(read, found));
            });
        }
    }

    private void selectPermitted(PendingRead read, List<String> topics) {
        if (topics == null) {
            finish(read, new HistoryAnswer.Failed());
            return;
        }
        try {
            Set<String> permitted = new HashSet<>();
            new Sweep<>(
                            executor,
                            URI,
                            topics,
                            topic -> addPermitted(read, topic, permitted),
                            () -> select(read, permitted))
                    .begin();
        } catch (Throwable failure) {
            read.result().completeExceptionally(failure);
        }
    }

    private static int addPermitted(PendingRead read, String topic, Set<String> permitted) {
        if (read.reader().admits(Action.SUBSCRIBE, topic)) {
            permitted.add(topic);
        }
        return 1;
    }

    private void select(PendingRead read, Set<String> topics) {
        HistoryReader reader =
                new HistoryReader(read.reader().authid(), read.reader().role().name(), topics);
        read.subscription().history().select(read.query(), reader, answer -> finishLater(read, answer));
    }

    /** Called on any thread. */
    private void finishLater(PendingRead read, HistoryAnswer answer) {
        try {
            workers.execute(() -> finish(read, answer));
        } catch (Throwable refusal) {
            read.result().completeExceptionally(refusal);
        }
    }

    /** Called on any thread. */
    private static void finish(PendingRead read, HistoryAnswer answer) {
        CompletableFuture<Payload> result = read.result();
        try {
            switch (answer) {
                case HistoryAnswer.Found found -> result.complete(payload(read.subscription(), found.events()));
                case HistoryAnswer.UnknownPublication unknown ->
                    result.completeExceptionally(Arguments.invalid("the event history has no publication "
                            + unknown.publication() + ": it never had, or the event has expired"));
                case HistoryAnswer.TooLarge large ->
                    result.completeExceptionally(new ProcedureError(
                            ErrorUri.PAYLOAD_SIZE_EXCEEDED,
                            "the selected events exceed " + large.maxBytes() + " bytes; select fewer with 'limit'"));
                case HistoryAnswer.Failed failed ->
                    result.completeExceptionally(
                            new ProcedureError(ErrorUri.HISTORY_UNAVAILABLE, "the event history cannot be read now"));
            }
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    /** Returns the result: one positional argument for each event. */
    private static Payload payload(Subscription subscription, List<StoredEvent> events) {
        List<Map<String, Object>> objects = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            objects.add(eventObject(subscription, event));
        }
        try {
            return CBOR.payload(objects, Map.of());
        } catch (IllegalArgumentException tooDeep) {
            return withoutDeepPayloads(objects);
        }
    }

    private static Map<String, Object> eventObject(Subscription subscription, StoredEvent event) {
        Map<String, Object> details = new LinkedHashMap<>(event.details());
        if (subscription.isPattern()) {
            details.put("topic", event.topic());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("timestamp", HistoryQuery.timestamp(event.timeMicros()));
        object.put("subscription", subscription.id());
        object.put("publication", event.publication());
        object.put("details", details);
        object.put("args", new PayloadPart(event.payload(), PayloadPart.Kind.ARGUMENTS));
        object.put("kwargs", new PayloadPart(event.payload(), PayloadPart.Kind.KEYWORD_ARGUMENTS));
        return object;
    }

    /** Leaves out each payload that exceeds the nesting limit of a message when the result encloses the payload. */
    private static Payload withoutDeepPayloads(List<Map<String, Object>> objects) {
        for (Map<String, Object> object : objects) {
            try {
                CBOR.payload(List.of(object), Map.of());
            } catch (IllegalArgumentException tooDeep) {
                object.remove("args");
                object.remove("kwargs");
            }
        }
        return CBOR.payload(objects, Map.of());
    }
}
