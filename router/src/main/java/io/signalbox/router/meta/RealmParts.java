package io.signalbox.router.meta;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.RealmCounters;

/** The realm as its meta API sees it. */
public record RealmParts(
        Broker broker, Dealer dealer, SessionDirectory sessions, UriRules uriRules, RealmCounters counters) {}
