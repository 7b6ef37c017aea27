package io.signalbox.router.dealer;

import io.signalbox.protocol.message.InvokePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How a registration chooses among its callees, which stand in the order of their registration (spec: Shared
 * Registration). A callee that may not serve the procedure counts as absent. Confined to the realm's loop.
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

    /** One of the callees that admit the procedure; null when none does. */
    Callee choose(List<Callee> callees, String procedure);

    /** The callee at this index has left; {@code count} stay. */
    default void removed(int index, int count) {}

    /** The oldest; also the only one of a registration that is not shared. */
    final class First implements CalleeChoice {
        @Override
        public Callee choose(List<Callee> callees, String procedure) {
            for (int i = 0; i < callees.size(); i++) {
                if (callees.get(i).admits(procedure)) {
                    return callees.get(i);
                }
            }
            return null;
        }
    }

    /** The newest. */
    final class Last implements CalleeChoice {
        @Override
        public Callee choose(List<Callee> callees, String procedure) {
            for (int i = callees.size() - 1; i >= 0; i--) {
                if (callees.get(i).admits(procedure)) {
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
        public Callee choose(List<Callee> callees, String procedure) {
            int count = callees.size();
            for (int tried = 0; tried < count; tried++) {
                Callee callee = callees.get(next);
                next = next + 1 == count ? 0 : next + 1;
                if (callee.admits(procedure)) {
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
        public Callee choose(List<Callee> callees, String procedure) {
            Callee drawn = callees.get(random.nextInt(callees.size()));
            return drawn.admits(procedure) ? drawn : amongAdmitted(callees, procedure);
        }

        private Callee amongAdmitted(List<Callee> callees, String procedure) {
            List<Callee> admitted = new ArrayList<>(callees);
            admitted.removeIf(callee -> !callee.admits(procedure));
            return admitted.isEmpty() ? null : admitted.get(random.nextInt(admitted.size()));
        }
    }
}
