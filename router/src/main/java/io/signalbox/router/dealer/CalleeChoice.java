package io.signalbox.router.dealer;

import io.signalbox.protocol.message.InvokePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Invocation policy of a registration: chooses among the callees, which are in the order of their registration (spec:
 * Shared Registration). Callees that cannot take the call are skipped. Confined to the realm's loop.
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
     * Returns one of the {@linkplain Callee#isEligible eligible} callees; null if there is none.
     *
     * @param callees at least one
     * @param rerouted the call if another callee was not available for it, else null
     */
    Callee choose(List<Callee> callees, String procedure, HeldCall rerouted);

    /** Notes that the callee at this index has left and {@code count} callees remain. */
    default void removed(int index, int count) {}

    /** Chooses the oldest callee, also for registrations that are not shared. */
    final class First implements CalleeChoice {
        @Override
        public Callee choose(List<Callee> callees, String procedure, HeldCall rerouted) {
            for (int i = 0; i < callees.size(); i++) {
                if (callees.get(i).isEligible(procedure, rerouted)) {
                    return callees.get(i);
                }
            }
            return null;
        }
    }

    /** Chooses the newest callee. */
    final class Last implements CalleeChoice {
        @Override
        public Callee choose(List<Callee> callees, String procedure, HeldCall rerouted) {
            for (int i = callees.size() - 1; i >= 0; i--) {
                if (callees.get(i).isEligible(procedure, rerouted)) {
                    return callees.get(i);
                }
            }
            return null;
        }
    }

    /** Chooses the callees in turn. A callee that leaves does not change the turn of the others. */
    final class RoundRobin implements CalleeChoice {
        private int next;

        @Override
        public Callee choose(List<Callee> callees, String procedure, HeldCall rerouted) {
            int count = callees.size();
            for (int seen = 0; seen < count; seen++) {
                Callee callee = callees.get(next);
                next = next + 1 == count ? 0 : next + 1;
                if (callee.isEligible(procedure, rerouted)) {
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

    /** Chooses any callee with the same probability. */
    final class Random implements CalleeChoice {
        private final RandomGenerator random;

        Random(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public Callee choose(List<Callee> callees, String procedure, HeldCall rerouted) {
            Callee drawn = callees.get(random.nextInt(callees.size()));
            return drawn.isEligible(procedure, rerouted) ? drawn : amongEligible(callees, procedure, rerouted);
        }

        private Callee amongEligible(List<Callee> callees, String procedure, HeldCall rerouted) {
            List<Callee> eligible = new ArrayList<>(callees);
            eligible.removeIf(callee -> !callee.isEligible(procedure, rerouted));
            return eligible.isEmpty() ? null : eligible.get(random.nextInt(eligible.size()));
        }
    }
}
