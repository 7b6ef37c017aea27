package io.signalbox.router.meta;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.broker.Subscriptions;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.SubscriptionDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Procedures about subscriptions (spec: Subscriptions Meta API). Subscriptions to reserved topics are not listed.
 * Confined to the realm's loop.
 */
final class SubscriptionMeta {
    private final Broker broker;
    private final Subscriptions subscriptions;
    private final SessionDirectory sessions;
    private final Executor workers;

    SubscriptionMeta(Broker broker, SessionDirectory sessions, Executor workers) {
        this.broker = broker;
        this.subscriptions = broker.subscriptions();
        this.sessions = sessions;
        this.workers = workers;
    }

    void serve(ServiceSession service) {
        service.register("wamp.subscription.list", this::list);
        service.register("wamp.subscription.lookup", this::lookup);
        service.register("wamp.subscription.match", this::match);
        service.register("wamp.subscription.get", this::get);
        service.register("wamp.subscription.list_subscribers", this::listSubscribers);
        service.register("wamp.subscription.count_subscribers", this::countSubscribers);
        service.register("wamp.subscription.remove_subscriber", this::removeSubscriber);
    }

    private Answer list(Caller caller, Arguments arguments) {
        Stream<SubscriptionDetails> all = subscriptions.snapshot();
        return Answer.composed(workers, () -> {
            Map<MatchPolicy, List<Long>> lists = PatternArguments.emptyLists();
            all.forEach(subscription -> addShown(subscription, lists.get(subscription.match())));
            return PatternArguments.byName(lists);
        });
    }

    private Answer lookup(Caller caller, Arguments arguments) throws ProcedureError {
        String topic = arguments.text(0, "a topic or pattern");
        SubscriptionDetails found = subscriptions.find(PatternArguments.match(arguments), topic);
        return Answer.of(isShown(found) ? found.id() : null);
    }

    private Answer match(Caller caller, Arguments arguments) throws ProcedureError {
        List<Long> ids = new ArrayList<>();
        subscriptions.forEachMatch(arguments.text(0, "a topic"), subscription -> addShown(subscription, ids));
        return Answer.of(ids.isEmpty() ? null : ids);
    }

    private Answer get(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(MetaDetails.of(find(arguments)));
    }

    private Answer listSubscribers(Caller caller, Arguments arguments) throws ProcedureError {
        return MemberList.of(subscriptions.subscribers(find(arguments).id()), sessions.find(caller.session()), workers);
    }

    private Answer countSubscribers(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(subscriptions.countSubscribers(find(arguments).id()));
    }

    private Answer removeSubscriber(Caller caller, Arguments arguments) throws ProcedureError {
        SubscriptionDetails subscription = find(arguments);
        long session = arguments.id(1, "a session");
        if (sessions.find(session) == null) {
            throw SessionMeta.noSuchSession(session);
        }
        if (!broker.revoke(subscription.id(), session, arguments.optionalText("reason"))) {
            throw new ProcedureError(
                    ErrorUri.NO_SUCH_SUBSCRIPTION, "session " + session + " has no subscription " + subscription.id());
        }
        return Answer.empty();
    }

    private SubscriptionDetails find(Arguments arguments) throws ProcedureError {
        long id = arguments.id(0, "a subscription");
        SubscriptionDetails found = subscriptions.find(id);
        if (!isShown(found)) {
            throw new ProcedureError(ErrorUri.NO_SUCH_SUBSCRIPTION, "there is no subscription " + id);
        }
        return found;
    }

    private static void addShown(SubscriptionDetails subscription, List<Long> ids) {
        if (isShown(subscription)) {
            ids.add(subscription.id());
        }
    }

    private static boolean isShown(SubscriptionDetails subscription) {
        return subscription != null && !UriRules.isReserved(subscription.uri());
    }
}
