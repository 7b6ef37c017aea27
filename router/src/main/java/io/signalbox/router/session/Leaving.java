package io.signalbox.router.session;

import java.util.Iterator;
import java.util.List;

/**
 * What a session that has ended still has in one part of its realm. It is taken away bit by bit, since a session may have a
 * hundred thousand subscriptions. Confined to the realm's loop.
 */
@FunctionalInterface
public interface Leaving {

    /**
     * Takes away a part. When something throws, the next call goes on behind it.
     *
     * @param budget how much it may weigh, about a microsecond each
     * @return what is left of the budget; nothing is left of the session when that is above zero
     */
    int advance(int budget);

    /** Each after the one before; a budget that is used up exactly leaves the end to the next call. */
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

    /** A part that is taken away at once. */
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
