package io.signalbox.router.meta;

import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Procedure;
import java.util.concurrent.Executor;

/**
 * Procedures {@code signalbox.node.counters} and {@code signalbox.realm.counters}: return the counters of the node, and
 * those of the realm in which they are called. Without arguments.
 */
public final class CountersManagement {
    public static final String NODE = "signalbox.node.counters";
    public static final String REALM = "signalbox.realm.counters";

    private CountersManagement() {}

    /**
     * Returns the procedure for the counters of a node.
     *
     * @param workers read the counters, whose number grows with the configuration
     */
    public static Procedure ofNode(CounterGroups counters, Executor workers) {
        return (caller, arguments) -> Answer.composed(workers, counters::read);
    }

    /** Returns the procedure for the counters of a realm, which are read inside the realm's loop. */
    public static Procedure ofRealm(CounterGroups counters) {
        return (caller, arguments) -> Answer.of(counters.read());
    }
}
