package io.signalbox.router.session;

import java.util.Iterator;
import java.util.List;

/**
 * Removal of an ended session from one part of its realm, in slices, because a session may have a hundred thousand
 * subscriptions. Confined to the realm's loop.
 */
@FunctionalInterface
public interface Leaving {

    /**
     * Removes a slice. After an exception the next call continues behind the element that caused the exception.
     *
     * @param budget largest weight of the slice; one unit is about a microsecond
     * @return the rest of the budget; above zero if the removal is complete
     */
    int advance(int budget);

    /**
     * Returns a removal that runs the parts one after the other. If the budget is used up exactly, the next call
     * reports the completion.
     */
    static Leaving inTurn(Leaving... parts) {
        Iterator<Leaving> left = List.of(parts).iterator();
        return new Leaving() {
            private Leaving part = left.next();

            @Override
            public int advance(int budget) {
                int rest = budget;
                while (part != null && rest > 0) {
                    rest = part.advance(rest);
                    if (rest > 0) {
                        part = left.hasNext() ? left.next() : null;
                    }
                }
                return rest;
            }
        };
    }

    /** Returns a removal that consists of one action. */
    static Leaving once(Runnable action) {
        Iterator<Runnable> left = List.of(action).iterator();
        return budget -> {
            if (left.hasNext()) {
                left.next().run();
            }
            return budget;
        };
    }
}
