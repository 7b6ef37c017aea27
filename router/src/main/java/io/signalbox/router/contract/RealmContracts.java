package io.signalbox.router.contract;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contracts of one realm. The URIs of the node itself are under none, but for what a testament is going to publish.
 * Any thread may use it.
 */
public final class RealmContracts implements PayloadContracts {
    private static final int MAX_REMEMBERED_URIS = 4_096;

    /** Longer ones come before their URI is checked; they are searched for each time. */
    private static final int MAX_REMEMBERED_LENGTH = 256;

    private static final Contract NONE = new Contract(MatchPolicy.PREFIX, "", null, null, null, null);

    private final BigChecks bigChecks;

    private final Contract testaments;

    /** Guarded by itself: a search counts its steps. */
    private final PatternIndex<Contract> index = new PatternIndex<>();

    /** What was found for the latest URIs, replaced as a whole when it is full. */
    private volatile Map<String, Contract> remembered = new ConcurrentHashMap<>();

    /** @param contracts one for each URI and match policy */
    public RealmContracts(List<Contract> contracts, BigChecks bigChecks) {
        this.bigChecks = bigChecks;
        PayloadRule testament = new TestamentRule(this::event, bigChecks.maxBytes());
        testaments = new Contract(MatchPolicy.EXACT, TestamentRule.PROCEDURE, testament, null, null, null);
        for (Contract contract : contracts) {
            index.put(contract.match(), contract.uri(), contract);
        }
    }

    @Override
    public PayloadRule call(String procedure) {
        return of(procedure).call();
    }

    @Override
    public PayloadRule result(String procedure) {
        return of(procedure).result();
    }

    @Override
    public PayloadRule event(String topic) {
        return of(topic).event();
    }

    @Override
    public Map<String, Object> describe(String uri) {
        return of(uri).description();
    }

    @Override
    public void checkAside(Runnable check, int payloadBytes) {
        bigChecks.run(check, payloadBytes);
    }

    private Contract of(String uri) {
        Contract known = remembered.get(uri);
        if (known != null) {
            return known;
        }
        Contract found = search(uri);
        if (uri.length() <= MAX_REMEMBERED_LENGTH) {
            remember(uri, found);
        }
        return found;
    }

    private void remember(String uri, Contract found) {
        Map<String, Contract> map = remembered;
        if (map.size() >= MAX_REMEMBERED_URIS) {
            map = new ConcurrentHashMap<>();
            remembered = map;
        }
        map.put(uri, found);
    }

    private Contract search(String uri) {
        if (UriRules.isReserved(uri)) {
            return uri.equals(TestamentRule.PROCEDURE) ? testaments : NONE;
        }
        Contract best;
        synchronized (index) {
            best = index.best(uri, any -> true);
        }
        return best == null ? NONE : best;
    }
}
