package io.signalbox.router.meta;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
import java.util.concurrent.Executor;

/**
 * Parts of a realm that the meta API uses.
 *
 * @param held what testaments are charged to, beside their owners
 * @param workers compose long answers
 */
public record RealmParts(
        Broker broker,
        Dealer dealer,
        HeldBudget held,
        SessionDirectory sessions,
        UriRules uriRules,
        RealmCounters counters,
        RealmExecutor executor,
        Executor workers) {}
