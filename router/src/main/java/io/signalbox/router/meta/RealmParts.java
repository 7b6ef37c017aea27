package io.signalbox.router.meta;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmTasks;
import java.util.concurrent.Executor;

/**
 * The realm as its meta API sees it.
 *
 * @param workers make long answers
 */
public record RealmParts(
        Broker broker,
        Dealer dealer,
        SessionDirectory sessions,
        UriRules uriRules,
        RealmCounters counters,
        RealmTasks tasks,
        Executor workers) {}
