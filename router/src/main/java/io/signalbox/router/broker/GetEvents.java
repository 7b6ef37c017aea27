package io.signalbox.router.broker;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.Sweep;
import io.signalbox.router.store.HistoryAnswer;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.HistoryQuery.InvalidFilterException;
import io.signalbox.router.store.HistoryReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Answers with the stored events of a subscription (spec: Event History; checklist B40 to B48). Confined to the realm's
 * loop.
 */
public final class GetEvents implements Procedure {
    public static final String URI = "wamp.subscription.get_events";

    private final Broker broker;
    private final Function<String, RouterRole> roles;
    private final RealmExecutor executor;
    private final Executor workers;

    /**
     * @param roles the roles of the realm by name
     * @param workers compose answers, which may be long
     */
    public GetEvents(Broker broker, Function<String, RouterRole> roles, RealmExecutor executor, Executor workers) {
        this.broker = broker;
        this.roles = roles;
        this.executor = executor;
        this.workers = workers;
    }

    /** One call on its way. */
    private record HistoryCall(
            Subscription subscription,
            HistoryQuery query,
            Caller caller,
            RouterRole role,
            CompletableFuture<Payload> result) {}

    @Override
    public Answer call(Caller caller, Arguments arguments) throws ProcedureError {
        Subscription subscription = broker.subscription(arguments.id(0, "a subscription"));
        if (subscription == null) {
            throw new ProcedureError(ErrorUri.NO_SUCH_SUBSCRIPTION, "there is no subscription " + arguments.at(0));
        }
        RouterRole role = roles.apply(caller.authrole());
        if (role == null || !maySubscribe(role, subscription.topic(), subscription.match())) {
            throw new ProcedureError(
                    ErrorUri.NOT_AUTHORIZED,
                    "role " + caller.authrole() + " may not SUBSCRIBE to what subscription " + arguments.at(0)
                            + " is for");
        }
        if (subscription.history() == null) {
            throw new ProcedureError(
                    ErrorUri.HISTORY_UNAVAILABLE, "subscription " + subscription.id() + " has no event history");
        }
        HistoryCall call = new HistoryCall(subscription, query(arguments), caller, role, new CompletableFuture<>());
        begin(call);
        return new Answer.Later(call.result());
    }

    private static HistoryQuery query(Arguments arguments) throws ProcedureError {
        try {
            return HistoryQuery.from(arguments.keywords());
        } catch (InvalidFilterException e) {
            throw Arguments.invalid("keyword argument " + e.getMessage());
        }
    }

    private void begin(HistoryCall call) {
        String topic = call.query().topic();
        if (!call.subscription().isPattern()) {
            select(call, null);
        } else if (topic != null) {
            selectPermitted(call, List.of(topic));
        } else {
            // A pattern's reader gets what live events it would be delivered, and only the loop can decide on topics.
            call.subscription().history().topics(topics -> {
                List<String> found = topics == null ? null : List.copyOf(topics);
                executor.submit(URI, () -> selectPermitted(call, found));
            });
        }
    }

    private void selectPermitted(HistoryCall call, List<String> topics) {
        if (topics == null) {
            finish(call, new HistoryAnswer.Failed());
            return;
        }
        try {
            Set<String> permitted = new HashSet<>();
            new Sweep<>(
                            executor,
                            URI,
                            topics,
                            topic -> addPermitted(call, topic, permitted),
                            () -> select(call, permitted))
                    .begin();
        } catch (Throwable failure) {
            call.result().completeExceptionally(failure);
        }
    }

    private static int addPermitted(HistoryCall call, String topic, Set<String> permitted) {
        if (maySubscribe(call.role(), topic, MatchPolicy.EXACT)) {
            permitted.add(topic);
        }
        return 1;
    }

    private static boolean maySubscribe(RouterRole role, String uri, MatchPolicy match) {
        return role.permissions().decide(Action.SUBSCRIBE, uri, match).isAllowed();
    }

    private void select(HistoryCall call, Set<String> topics) {
        HistoryReader reader =
                new HistoryReader(call.caller().authid(), call.caller().authrole(), topics);
        call.subscription().history().select(call.query(), reader, answer -> finishLater(call, answer));
    }

    /** Any thread. */
    private void finishLater(HistoryCall call, HistoryAnswer answer) {
        try {
            workers.execute(() -> finish(call, answer));
        } catch (Throwable refusal) {
            call.result().completeExceptionally(refusal);
        }
    }

    /** Any thread. */
    private static void finish(HistoryCall call, HistoryAnswer answer) {
        CompletableFuture<Payload> result = call.result();
        try {
            switch (answer) {
                case HistoryAnswer.Found found ->
                    result.complete(EventObjects.payload(call.subscription(), found.events()));
                case HistoryAnswer.UnknownPublication unknown ->
                    result.completeExceptionally(Arguments.invalid(
                            "publication " + unknown.publication() + " is not in this history, or not any more"));
                case HistoryAnswer.TooLarge large ->
                    result.completeExceptionally(new ProcedureError(
                            ErrorUri.PAYLOAD_SIZE_EXCEEDED,
                            "the events exceed " + large.maxBytes() + " bytes; ask for fewer with limit"));
                case HistoryAnswer.Failed failed ->
                    result.completeExceptionally(
                            new ProcedureError(ErrorUri.HISTORY_UNAVAILABLE, "the history cannot be read now"));
            }
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }
}
