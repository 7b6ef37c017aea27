package io.signalbox.router.meta;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmTasks;
import java.util.concurrent.Executor;

/**
 * The realm as its meta API sees it.
 *
 * @param held what testaments are charged to, beside their owners
 * @param workers make long answers
 */
public record RealmParts(
        Broker broker,
        Dealer dealer,
        HeldBudget held,
        SessionDirectory sessions,
        UriRules uriRules,
        RealmCounters counters,
        RealmTasks tasks,
        Executor workers) {}
