package io.signalbox.router.dealer;

import io.signalbox.protocol.message.InvokePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How a registration chooses among its callees, which stand in the order of their registration (spec: Shared
 * Registration). A callee that cannot take the call counts as absent. Confined to the realm's loop.
 */
sealed interface CalleeChoice {

    static CalleeChoice of(InvokePolicy policy, RandomGenerator random) {
        return switch (policy) {
            case SINGLE, FIRST -> new First();
            case LAST -> new Last();
            case ROUNDROBIN -> new RoundRobin();
            case RANDOM -> new Random(random);
        };
    }

    /**
     * One of the callees that are {@linkplain Callee#isEligible eligible}; null when none is.
     *
     * @param tried whom the same call was sent to before; null for nobody
     */
    Callee choose(List<Callee> callees, String procedure, Set<Participant> tried);

    /** The callee at this index has left; {@code count} stay. */
    default void removed(int index, int count) {}

    /** The oldest; also the only one of a registration that is not shared. */
    final class First implements CalleeChoice {
        @Override
        public Callee choose(List<Callee> callees, String procedure, Set<Participant> tried) {
            for (int i = 0; i < callees.size(); i++) {
                if (callees.get(i).isEligible(procedure, tried)) {
                    return callees.get(i);
                }
            }
            return null;
        }
    }

    /** The newest. */
    final class Last implements CalleeChoice {
        @Override
        public Callee choose(List<Callee> callees, String procedure, Set<Participant> tried) {
            for (int i = callees.size() - 1; i >= 0; i--) {
                if (callees.get(i).isEligible(procedure, tried)) {
                    return callees.get(i);
                }
            }
            return null;
        }
    }

    /** One after the other; who leaves does not change whose turn is next among the others. */
    final class RoundRobin implements CalleeChoice {
        private int next;

        @Override
        public Callee choose(List<Callee> callees, String procedure, Set<Participant> tried) {
            int count = callees.size();
            for (int seen = 0; seen < count; seen++) {
                Callee callee = callees.get(next);
                next = next + 1 == count ? 0 : next + 1;
                if (callee.isEligible(procedure, tried)) {
                    return callee;
                }
            }
            return null;
        }

        @Override
        public void removed(int index, int count) {
            if (index < next) {
                next--;
            }
            if (next >= count) {
                next = 0;
            }
        }
    }

    /** Any, each equally likely. */
    final class Random implements CalleeChoice {
        private final RandomGenerator random;

        Random(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public Callee choose(List<Callee> callees, String procedure, Set<Participant> tried) {
            Callee drawn = callees.get(random.nextInt(callees.size()));
            return drawn.isEligible(procedure, tried) ? drawn : amongEligible(callees, procedure, tried);
        }

        private Callee amongEligible(List<Callee> callees, String procedure, Set<Participant> tried) {
            List<Callee> eligible = new ArrayList<>(callees);
            eligible.removeIf(callee -> !callee.isEligible(procedure, tried));
            return eligible.isEmpty() ? null : eligible.get(random.nextInt(eligible.size()));
        }
    }
}
